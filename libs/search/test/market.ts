/** A market that swings, and what ingest would have stored of it. */
import { canonicalJson } from '@streamforge/codec/canonical';
import { sha256 } from '@streamforge/codec/digest';
import { versionOf } from '@streamforge/codec/version';
import { Bar } from '@streamforge/contracts/events/bar';
import type { DocumentStore } from '@streamforge/document-store/port';
import { candleSeries } from '@streamforge/market/series';

export const MINUTE = 60_000;
export const OPEN = Date.UTC(2024, 0, 1);

/** Somewhat chaotic and the same every time. */
const wobble = (n: number): number => Math.sin(n) + Math.sin(2.3 * n * n + 1);

/** The n-th minute of a symbol. */
export const barAt = (n: number, changes: Partial<Bar> = {}): Bar => Bar.parse({
  exchange: 'local', symbol: 'BTC-USD', interval: '1m', openTime: OPEN + n * MINUTE, open: (100 + wobble(n)).toFixed(6), close: (100 + wobble(n + 1)).toFixed(6),
  high: '200', low: '1', volume: (10 + 3 * wobble(n + 0.5)).toFixed(6), origin: 'published', ...changes,
});

export const barsAt = (from: number, count: number, changes: Partial<Bar> = {}): Bar[] => Array.from({ length: count }, (_, n) => barAt(from + n, changes));

export const storeBars = async (documents: DocumentStore, bars: readonly Bar[]): Promise<void> => {
  await documents.upsert('candles', bars.map((bar) => {
    const body = Buffer.from(canonicalJson(bar));
    const version = versionOf({ closed: bar.closed, revision: bar.revision, digest: sha256(body) });
    return { series: candleSeries(bar), order: bar.openTime, id: '', version, body, source: { topic: 'market.candles.v1', partition: 0, offset: 0 } };
  }));
};
