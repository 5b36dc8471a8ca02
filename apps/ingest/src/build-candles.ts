import { TerminalError } from '@streamforge/contracts/errors';
import type { Trade } from '@streamforge/contracts/events/trade';
import type { Interval } from '@streamforge/contracts/interval';
import type { Source } from '@streamforge/document-store/port';
import { CandleFold } from '@streamforge/market/candle-fold';
import { nextOpen, openOf } from '@streamforge/market/interval';
import { tradeSeries } from '@streamforge/market/series';
import { barFact, keepBars, type BarFact } from './bars.ts';
import type { IngestContext } from './context.ts';

/** Candles to build of one symbol's trades. */
export interface Built {
  readonly exchange: string;
  readonly symbol: string;
  readonly interval: Interval;
}

/** A stretch of time from `from` (inclusive) to `to` (exclusive); undefined is unbounded. */
export interface Stretch {
  readonly from: number | undefined;
  readonly to: number | undefined;
}

/** Bars written together. */
const BATCH = 500;

/**
 * Builds every candle of an asset from its stored trades, with the number of its trades as revision. One is closed once a later trade
 * is stored.
 */
export const buildAllCandles = async (what: Built, source: Source, context: IngestContext): Promise<void> => {
  const series = tradeSeries(what);
  const last = await lastTradeTime(series, {}, context);
  if (last === undefined) return;
  const bars: BarFact[] = [];
  for await (const fold of foldStored(series, what.interval, { from: undefined, to: undefined }, context)) {
    bars.push(...barOf(fold, what, last, source, context));
    if (bars.length >= BATCH) await keepBars(bars.splice(0), context);
  }
  if (bars.length > 0) await keepBars(bars, context);
};

/**
 * The bar of a fold; `last` is the time of the last stored trade of the series. A sum of too many digits makes no bar, and is said: the
 * trades are good and stay.
 */
export const barOf = (fold: CandleFold, what: Built, last: number, source: Source, { logger }: IngestContext): readonly BarFact[] => {
  try {
    const closed = nextOpen(what.interval, fold.openTime) <= last;
    return [barFact({ ...fold.candle({ ...what, closed }), origin: 'trades' }, source)];
  } catch (error) {
    if (!(error instanceof TerminalError)) throw error;
    const { topic, partition, offset } = source;
    const candle = `${what.interval} candle of ${tradeSeries(what)} at ${fold.openTime}`;
    logger.error({ code: error.code, topic, partition, offset }, `No ${candle}: ${error.message}`);
    return [];
  }
};

/** Time of the last stored trade of a series before `to`. */
export const lastTradeTime = async (
  series: string, range: { readonly to?: number }, { documents }: IngestContext,
): Promise<number | undefined> => {
  for await (const orders of documents.scanOrders('trades', series, { ...range, reverse: true, limit: 1 })) return orders[0];
  return undefined;
};

const decoder = new TextDecoder();

/** Folds stored trades in order of time, one candle after another; only one is in memory. */
export async function* foldStored(
  series: string, interval: Interval, range: Stretch, { documents }: IngestContext,
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
