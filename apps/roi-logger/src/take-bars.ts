import type { Bar } from '@streamforge/contracts/events/bar';
import { nextOpen } from '@streamforge/market/interval';
import { tradeSeries } from '@streamforge/market/series';
import type { Books } from './books.ts';
import type { RoiContext } from './context.ts';
import { nextCloseAfter, type AssetName } from './equity/bar-series.ts';
import type { Stretch } from './equity/revalue.ts';
import { scoreByBars } from './scores.ts';

/** When bars of one asset closed. */
interface Closed extends AssetName {
  readonly first: number;
  readonly last: number;
}

/** What bars of several partitions bring. */
export const takeBars = async (bars: readonly Bar[], books: Pick<Books, 'ledger' | 'valuations'>, context: RoiContext): Promise<void> => {
  await Promise.all([revalueHolders(bars, books, context), scoreByBars(bars, books, context)]);
};

const revalueHolders = async (bars: readonly Bar[], { ledger, valuations }: Pick<Books, 'ledger' | 'valuations'>, { documents }: RoiContext): Promise<void> => {
  const closed = new Map<string, Closed>();
  for (const { exchange, symbol, interval, openTime } of bars) {
    const [name, time] = [tradeSeries({ exchange, symbol }), nextOpen(interval, openTime)];
    const known = closed.get(name);
    closed.set(name, { exchange, symbol, first: Math.min(time, known?.first ?? time), last: Math.max(time, known?.last ?? time) });
  }
  const touched = new Map<string, Stretch>();
  const ends = new Map<string, number>();
  for (const { account, asset, held, lastTime } of await ledger.holdersOf([...closed.keys()])) {
    const bar = closed.get(asset);
    if (bar === undefined || (!held && bar.first >= lastTime)) continue;
    // What a bar says holds until the next one of its asset closes.
    const end = ends.get(asset) ?? await nextCloseAfter(documents, bar, bar.last);
    ends.set(asset, end);
    const known = touched.get(account);
    touched.set(account, { from: Math.min(bar.first, known?.from ?? bar.first), to: Math.max(end, known?.to ?? end) });
  }
  await Promise.all([...touched].map(([account, stretch]) => valuations.ask(account, stretch)));
};
