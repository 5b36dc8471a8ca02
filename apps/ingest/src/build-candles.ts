import type { Trade } from '@streamforge/contracts/events/trade';
import type { Interval } from '@streamforge/contracts/interval';
import type { Source } from '@streamforge/document-store/port';
import { CandleFold } from '@streamforge/market/candle-fold';
import { nextOpen, openOf } from '@streamforge/market/interval';
import { tradeSeries } from '@streamforge/market/series';
import { barFact, keepBars, type BarFact } from './bars.ts';
import type { IngestContext } from './context.ts';

interface Built {
  readonly exchange: string;
  readonly symbol: string;
  readonly interval: Interval;
}

/** A stretch of time from `from` (inclusive) to `to` (exclusive), whole intervals. */
interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Bars written together. */
const BATCH = 500;

/**
 * Builds the candles of an asset from its stored trades: those that the given times fall into, or all. Each is recomputed from
 * everything stored, with the number of its trades as revision, so redelivery and late trades end in the same bar. It is closed once a
 * later trade is stored; so the candles just before the given times, which these trades may have closed, are built again too.
 */
export const buildCandles = async (what: Built, times: readonly number[] | 'everything', source: Source, context: IngestContext): Promise<void> => {
  const series = tradeSeries(what);
  const last = await lastTradeTime(series, {}, context);
  if (last === undefined) return;
  const stretches = times === 'everything' ? [{ from: undefined, to: undefined }] : await touched(series, what.interval, times, context);
  const bars: BarFact[] = [];
  for (const stretch of stretches) {
    for await (const fold of folds(series, what.interval, stretch, context)) {
      const closed = nextOpen(what.interval, fold.openTime) <= last;
      bars.push(barFact({ ...fold.candle({ ...what, closed }), origin: 'trades' }, source));
      if (bars.length >= BATCH) await keepBars(bars.splice(0), context);
    }
  }
  if (bars.length > 0) await keepBars(bars, context);
};

const touched = async (series: string, interval: Interval, times: readonly number[], context: IngestContext): Promise<readonly Stretch[]> => {
  const given = new Set(times.map((time) => openOf(interval, time)));
  const opens = new Set(given);
  for (const open of given) {
    if (given.has(openOf(interval, open - 1))) continue;
    const before = await lastTradeTime(series, { to: open }, context);
    if (before !== undefined) opens.add(openOf(interval, before));
  }
  return joined([...opens].toSorted((a, b) => a - b).map((from) => ({ from, to: nextOpen(interval, from) })));
};

/** Neighbouring stretches as one, so that each trade is read once. */
const joined = (stretches: readonly Stretch[]): readonly Stretch[] => {
  const result: Stretch[] = [];
  for (const stretch of stretches) {
    const previous = result.at(-1);
    if (previous?.to === stretch.from) result.splice(-1, 1, { from: previous.from, to: stretch.to });
    else result.push(stretch);
  }
  return result;
};

const lastTradeTime = async (series: string, range: { readonly to?: number }, { documents }: IngestContext): Promise<number | undefined> => {
  for await (const orders of documents.scanOrders('trades', series, { ...range, reverse: true, limit: 1 })) return orders[0];
  return undefined;
};

const decoder = new TextDecoder();

/** Folds stored trades in order of time, one candle after another; only one is in memory. */
async function* folds(
  series: string,
  interval: Interval,
  range: { readonly from: number | undefined; readonly to: number | undefined },
  { documents }: IngestContext,
): AsyncGenerator<CandleFold> {
  let fold: CandleFold | undefined;
  for await (const page of documents.scan('trades', series, range)) {
    for (const { body, order } of page) {
      if (body === null) continue;
      const openTime = openOf(interval, order);
      if (fold !== undefined && fold.openTime !== openTime) {
        yield fold;
        fold = undefined;
      }
      fold ??= new CandleFold(openTime);
      fold.add(JSON.parse(decoder.decode(body)) as Trade);
    }
  }
  if (fold !== undefined) yield fold;
}
