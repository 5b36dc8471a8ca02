/** A small market in which leaders move first and followers a bar later, so that a graph can win and own history can’t. */
import { canonicalJson } from '@streamforge/codec/canonical';
import { sha256 } from '@streamforge/codec/digest';
import { versionOf } from '@streamforge/codec/version';
import { mulberry32 } from '@streamforge/determinism/random';
import type { DocumentStore, VersionedEntry } from '@streamforge/document-store/port';
import { candleSeries } from '@streamforge/market/series';

export interface SmallMarket {
  readonly assets: number;
  /** With none, every asset goes its own way and nothing can be learned. */
  readonly leaders: number;
  readonly bars: number;
}

export const small: SmallMarket = { assets: 8, leaders: 2, bars: 420 };

const MINUTE = 60_000;
/** 2024-06-01. */
export const START = Date.UTC(2024, 5, 1);

export const symbolOf = (asset: number): string => `S${String(asset).padStart(2, '0')}`;
export const openTimeOf = (bar: number): number => START + bar * MINUTE;

/** Closes [bar][asset]; the first so many bars are the same however many there are. */
export const closesOf = ({ assets, leaders, bars }: SmallMarket): readonly (readonly number[])[] => {
  const random = mulberry32(7);
  const noise = (): number => Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
  let moved: readonly number[] = [];
  let closes: readonly number[] = Array.from({ length: assets }, () => 100);
  return Array.from({ length: bars }, (_, bar) => {
    const before = moved;
    moved = Array.from({ length: assets }, (__, asset) => (asset < leaders || leaders === 0 || bar === 0 ? noise() : 0.9 * (before[asset % leaders] ?? 0) + 0.3 * noise()));
    closes = closes.map((close, asset) => close * Math.exp(0.01 * (moved[asset] ?? 0)));
    return closes;
  });
};

export const PARTITIONS = 3;

/** The entry that ingest would have stored of a bar; its record lies in the asset’s partition, one offset a bar. */
export const barEntry = (asset: number, bar: number, close: number, revision = 0): VersionedEntry => {
  const [openTime, price] = [openTimeOf(bar), close.toFixed(6)];
  const value = {
    exchange: 'sim', symbol: symbolOf(asset), interval: '1m', openTime, open: price, high: price, low: price, close: price, volume: '1', closed: true, revision,
    origin: 'published',
  } as const;
  const body = Buffer.from(canonicalJson(value));
  return {
    series: candleSeries(value), order: openTime, id: '', body, version: versionOf({ closed: true, revision, digest: sha256(body) }),
    source: { topic: 'market.candles.v1', partition: asset % PARTITIONS, offset: 1_000 * asset + bar },
  };
};

/** Stores the bars from ≤ bar < to of every asset. */
export const storeBars = async (documents: DocumentStore, market = small, from = 0, to = market.bars): Promise<void> => {
  const closes = closesOf(market);
  for (let asset = 0; asset < market.assets; asset += 1) {
    const entries = closes.slice(from, to).map((row, index) => barEntry(asset, from + index, row[asset] ?? 0));
    await documents.upsert('candles', entries);
  }
};
