/** Puts into the document store what ingest would have put there. */
import { canonicalJson } from '@streamforge/codec/canonical';
import { sha256 } from '@streamforge/codec/digest';
import { versionOf } from '@streamforge/codec/version';
import { Bar } from '@streamforge/contracts/events/bar';
import { Document, type DocumentInput } from '@streamforge/contracts/events/document';
import type { DocumentStore, VersionedEntry } from '@streamforge/document-store/port';

const entryOf = (place: { readonly series: string; readonly order: number; readonly id: string }, value: unknown, revision: number): VersionedEntry => {
  const body = Buffer.from(canonicalJson(value));
  const source = { topic: 'documents.v1', partition: 0, offset: revision };
  return { ...place, version: versionOf({ closed: true, revision, digest: sha256(body) }), body, source };
};

const OPEN = Date.UTC(2024, 0, 1);
export const MINUTE = 60_000;

/** The n-th minute of a market that swings. */
export const barOf = (symbol: string, n: number, changes: Partial<Bar> = {}): Bar => {
  const [open, close] = [100 + 7 * Math.sin(n), 100 + 7 * Math.sin(n + 1)];
  return Bar.parse({
    exchange: 'local', symbol, interval: '1m', openTime: OPEN + n * MINUTE, open: String(open), close: String(close),
    high: '200', low: '1', volume: String(1 + Math.abs(n % 5)), origin: 'published', ...changes,
  });
};

export const storeBars = async (documents: DocumentStore, bars: readonly Bar[]): Promise<void> => {
  await documents.upsert('candles', bars.map((bar) =>
    entryOf({ series: `${bar.exchange}:${bar.symbol}:${bar.interval}:${bar.origin}`, order: bar.openTime, id: '' }, bar, bar.revision)));
};

export const storeDocuments = async (documents: DocumentStore, values: readonly DocumentInput[]): Promise<void> => {
  await documents.upsert('documents', values.map((value) => {
    const document = Document.parse(value);
    const { tenant, id, publishedAt, updatedAt } = document;
    return entryOf({ series: tenant, order: publishedAt, id }, document, updatedAt ?? publishedAt);
  }));
};

export const storeDeletion = async (documents: DocumentStore, tenant: string, id: string, time: number): Promise<void> => {
  await documents.upsert('documents', [{ ...entryOf({ series: tenant, order: 0, id }, '', time), body: null }]);
};
