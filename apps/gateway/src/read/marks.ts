import type { Bar } from '@streamforge/contracts/events/bar';
import type { Interval } from '@streamforge/contracts/interval';
import type { DocumentStore, StoredEntry } from '@streamforge/document-store/port';
import type { AccountFigures, Holding } from '@streamforge/ledger/rows';
import { nextOpen } from '@streamforge/market/interval';
import { candleSeries } from '@streamforge/market/series';
import { entryPage, valueOf } from './entries.ts';

/** The bar whose close values what is held of an instrument. */
export interface Mark {
  readonly exchange: string;
  readonly symbol: string;
  readonly openTime: number;
  readonly close: string;
  readonly entry: StoredEntry;
}

/** The marks of what is still held, as far as there are bars: without one an instrument is worth what it was last traded at. */
export const marksOf = async (documents: DocumentStore, grid: Interval, { holdings, time }: AccountFigures): Promise<readonly Mark[]> => {
  const open = holdings.filter(({ quantity }) => !/^-?0*(\.0*)?$/.test(quantity));
  return (await Promise.all(open.map((holding) => markOf(documents, holding, grid, time)))).filter((mark) => mark !== undefined);
};

/** The newest closed bar that had ended by then: published where there is one, else built from trades. */
const markOf = async (documents: DocumentStore, { exchange, symbol }: Holding, interval: Interval, time: number): Promise<Mark | undefined> => {
  const read = (entry: StoredEntry): Mark | undefined => {
    const { openTime, close, closed } = valueOf(entry) as Bar;
    return closed && nextOpen(interval, openTime) <= time ? { exchange, symbol, openTime, close, entry } : undefined;
  };
  for (const origin of ['published', 'trades'] as const) {
    const { items: [mark] } = await entryPage(documents, 'candles', candleSeries({ exchange, symbol, interval, origin }), { to: time, reverse: true, limit: 1, read });
    if (mark !== undefined) return mark;
  }
  return undefined;
};
