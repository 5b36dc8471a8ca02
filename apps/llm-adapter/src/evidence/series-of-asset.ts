import type { DocumentStore, SeriesSummary } from '@streamforge/document-store/port';
import { approximateLength, nextOpen } from '@streamforge/market/interval';
import { parseCandleSeries, type CandleSeries } from '@streamforge/market/series';
import type { KnownAsset } from '../question/assets-named.ts';
import type { TimeRange } from '../question/time-hint.ts';

export interface BarSeries extends CandleSeries {
  readonly series: string;
  /** Open time of its first bar. */
  readonly first: number;
  /** Open time of its newest bar. */
  readonly last: number;
  /** When its newest bar closes: the newest moment that it knows. */
  readonly ends: number;
}

/** Most series of one asset: sixteen intervals of two origins. */
const MOST_SERIES = 32;

const barSeries = ({ series, first, last }: SeriesSummary): readonly BarSeries[] => {
  const named = parseCandleSeries(series);
  return named === undefined ? [] : [{ ...named, series, first, last, ends: nextOpen(named.interval, last) }];
};

/** Published before built, of the same interval: one of each interval. */
const preferPublished = (all: readonly BarSeries[]): readonly BarSeries[] => all.filter((one) =>
  one.origin === 'published' || !all.some(({ interval, origin }) => interval === one.interval && origin === 'published'));

/** The bars that are stored of an asset, the finest interval first. */
export const seriesOfAsset = async (
  documents: Pick<DocumentStore, 'series'>, { exchange, symbol }: KnownAsset,
): Promise<readonly BarSeries[]> => {
  const stored = await documents.series('candles', { prefix: `${exchange}:${symbol}:`, limit: MOST_SERIES });
  return preferPublished(stored.flatMap(barSeries)).toSorted((a, b) => approximateLength(a.interval) - approximateLength(b.interval));
};

/** Most bars that are read for one range. */
export const MOST_BARS = 3_000;

/** The finest series that covers the range within so many bars; else the coarsest. Undefined where none has bars in it. */
export const seriesForRange = (all: readonly BarSeries[], { from, to }: TimeRange): BarSeries | undefined => {
  const within = all.filter(({ first, last, interval }) => first < to && nextOpen(interval, last) > from);
  return within.find(({ interval, first }) => (to - Math.max(from, first)) / approximateLength(interval) <= MOST_BARS) ?? within.at(-1);
};

/** The newest moment that any of them knows; undefined without series. */
export const newestOf = (all: readonly BarSeries[]): number | undefined =>
  all.length === 0 ? undefined : Math.max(...all.map(({ ends }) => ends));
