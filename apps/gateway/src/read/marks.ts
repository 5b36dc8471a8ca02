/**
 * The bars that value what an account holds: of each instrument the one that closed last by then. Of bars that close together the shortest
 * decides, and what the venue published stands before what was built from trades, as roi-logger has it.
 */
import type { Bar } from '@streamforge/contracts/events/bar';
import type { DocumentStore, StoredEntry } from '@streamforge/document-store/port';
import type { AccountFigures, Holding } from '@streamforge/ledger/rows';
import { approximateLength, nextOpen, openOf } from '@streamforge/market/interval';
import { candleSeries, parseCandleSeries, type CandleSeries } from '@streamforge/market/series';
import { entryPage, valueOf } from './entries.ts';

export interface Mark {
  readonly exchange: string;
  readonly symbol: string;
  readonly interval: string;
  readonly openTime: number;
  /** When the bar closed: the first millisecond after it. */
  readonly closedAt: number;
  readonly close: string;
  readonly entry: StoredEntry;
}

/** Sixteen intervals of two origins. */
const MOST_SERIES = 32;

/** The marks of what is still held, as far as there are bars: without one an instrument is worth what it was last traded at. */
export const marksOf = async (documents: DocumentStore, { holdings, time }: AccountFigures): Promise<readonly Mark[]> => {
  const held = holdings.filter(({ quantity }) => quantity !== '0');
  return (await Promise.all(held.map((holding) => markOf(documents, holding, time)))).filter((mark) => mark !== undefined);
};

const markOf = async (documents: DocumentStore, { exchange, symbol }: Holding, time: number): Promise<Mark | undefined> => {
  const found = await documents.series('candles', { prefix: `${exchange}:${symbol}:`, limit: MOST_SERIES });
  const series = found.flatMap(({ series: name }) => parseCandleSeries(name) ?? []).toSorted(byPrecedence);
  const last = (await Promise.all(series.map((one) => lastClosed(documents, one, time)))).filter((mark) => mark !== undefined);
  const closedAt = Math.max(...last.map((mark) => mark.closedAt));
  return last.find((mark) => mark.closedAt === closedAt);
};

const byPrecedence = (a: CandleSeries, b: CandleSeries): number =>
  approximateLength(a.interval) - approximateLength(b.interval) || (a.origin === b.origin ? 0 : a.origin === 'published' ? -1 : 1);

/** The last bar of a series that had closed by a moment. */
const lastClosed = async (documents: DocumentStore, series: CandleSeries, time: number): Promise<Mark | undefined> => {
  const { exchange, symbol, interval } = series;
  const read = (entry: StoredEntry): Mark | undefined => {
    const { openTime, close, closed } = valueOf(entry) as Bar;
    return closed ? { exchange, symbol, interval, openTime, closedAt: nextOpen(interval, openTime), close, entry } : undefined;
  };
  // A bar that opens before the interval of `time` has closed by then.
  const { items } = await entryPage(documents, 'candles', candleSeries(series), { to: openOf(interval, time), reverse: true, limit: 1, read });
  return items[0];
};
