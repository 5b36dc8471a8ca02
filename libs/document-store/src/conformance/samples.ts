/** Entries and edges of the suite: small, readable, and different in every field that matters. */
import type { CollectionName } from '@streamforge/contracts/collections';
import type { DocumentStore, ScanRange, StoredEntry, VersionedEdge, VersionedEntry, VertexRef } from '../port.ts';

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
export const textOf = (value: Uint8Array | null | undefined): string | null | undefined => value && Buffer.from(value).toString();

/** A version that a greater number makes newer. */
export const version = (number: number): Uint8Array => {
  const value = new Uint8Array(8);
  new DataView(value.buffer).setFloat64(0, number);
  return value;
};

export interface Sample {
  readonly series?: string;
  readonly order?: number;
  readonly id?: string;
  readonly version?: number;
  /** Null for a deletion. */
  readonly body?: string | null;
  readonly offset?: number;
}

export const entry = (
  { series = 'binance:BTCUSDT:1m', order = 0, id = '', version: number = 1, body = `{"v":${number}}`, offset = 0 }: Sample,
): VersionedEntry => ({
  series,
  order,
  id,
  version: version(number),
  body: body === null ? null : bytes(body),
  source: { topic: 'market.candles.v1', partition: 3, offset },
});

export const vertex = (id: string): VertexRef => ({ series: 'binance', id });

/** An edge named by its ends and its type. */
export const edge = (from: string, to: string, sample: Sample & { readonly type?: string } = {}): VersionedEdge => {
  const { type = 'correlates' } = sample;
  return { ...entry({ series: `binance:${from}`, id: `${type}:${to}`, ...sample }), from: vertex(from), to: vertex(to), type };
};

/** All of a scan. */
export const scanned = async (
  store: DocumentStore, collection: CollectionName, series: string, range: ScanRange = {},
): Promise<readonly StoredEntry[]> =>
  (await Array.fromAsync(store.scan(collection, series, range))).flat();

export const ordersOf = (entries: readonly StoredEntry[]): readonly number[] => entries.map(({ order }) => order);

/** All of a collection, markers too. */
export const everythingIn = async (store: DocumentStore, collection: CollectionName): Promise<readonly StoredEntry[]> =>
  (await Array.fromAsync(store.everything(collection))).flat();

/** 0 to count − 1. */
export const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);
