import { StreamForgeError } from '@streamforge/contracts/errors';
import { WINDOW_BARS } from '@streamforge/contracts/vector-collections';
import type { DocumentStore } from '@streamforge/document-store/port';
import { openAt, openOf, ordinalOf } from '@streamforge/market/interval';
import { candleSeries, type CandleSeries } from '@streamforge/market/series';
import { forwardReturn, windowEnds, windowVector } from '@streamforge/market/windows';
import { closedBars, type ClosedBar } from './closed-bars.ts';
import type { Moment, MomentSearch } from './similar-moment.ts';

export interface AskedMoment {
  readonly moment: Moment;
  readonly vector: Float32Array;
}

/** How many of the newest bars are read for a full window: first a few, then many. */
const NEWEST = [4 * WINDOW_BARS, 128 * WINDOW_BARS] as const;

/** The moment that a search is about, made of the stored bars: of those published where there are any, else of those built from trades. */
export const askedMoment = async (documents: DocumentStore, search: MomentSearch): Promise<AskedMoment> => {
  const { exchange, symbol, interval, at } = search;
  const published: CandleSeries = { exchange, symbol, interval, origin: 'published' };
  const [first] = await documents.series('candles', { prefix: candleSeries(published), limit: 1 });
  const named: CandleSeries = first?.series === candleSeries(published) ? published : { ...published, origin: 'trades' };
  const asked = at === undefined ? await newest(documents, named) : await endingAt(documents, named, at);
  if (asked !== undefined) return asked;
  const when = at === undefined ? '' : ` up to ${spelled(at)}`;
  throw new StreamForgeError('NOT_FOUND', `${exchange}:${symbol}:${interval} has no ${WINDOW_BARS} closed bars in a row${when}; a moment is as many.`);
};

/** `2026-02-01T00:00:00Z`, as whoever asks may have written it; fractions only where there are any. */
const spelled = (at: number): string => new Date(at).toISOString().replace('.000Z', 'Z');

const endingAt = async (documents: DocumentStore, named: CandleSeries, at: number): Promise<AskedMoment | undefined> => {
  const { interval } = named;
  const ordinal = ordinalOf(interval, at);
  const range = { from: openAt(interval, ordinal - WINDOW_BARS + 1), to: openAt(interval, ordinal + 2), limit: WINDOW_BARS + 1 };
  const bars = await closedBars(documents, candleSeries(named), range);
  const end = windowEnds(interval, bars).find((place) => bars[place]!.openTime === openOf(interval, at));
  return end === undefined ? undefined : momentAt(named, bars, end);
};

const newest = async (documents: DocumentStore, named: CandleSeries): Promise<AskedMoment | undefined> => {
  for (const limit of NEWEST) {
    const bars = (await closedBars(documents, candleSeries(named), { reverse: true, limit })).toReversed();
    const end = windowEnds(named.interval, bars).at(-1);
    if (end !== undefined) return momentAt(named, bars, end);
  }
  return undefined;
};

const momentAt = ({ exchange, symbol, interval, origin }: CandleSeries, bars: readonly ClosedBar[], end: number): AskedMoment => ({
  moment: {
    exchange, symbol, interval, origin,
    from: bars[end - WINDOW_BARS + 1]!.openTime,
    to: bars[end]!.openTime,
    forwardReturn: forwardReturn(interval, bars, end) ?? null,
  },
  vector: windowVector(bars, end),
});
