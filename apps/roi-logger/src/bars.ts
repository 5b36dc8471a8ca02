import type { Bar } from '@streamforge/contracts/events/bar';
import { nextOpen } from '@streamforge/market/interval';
import { tradeSeries } from '@streamforge/market/series';
import { booksOf, type Books } from './books.ts';
import type { RoiContext, RoiHandler } from './context.ts';
import { nextCloseAfter, type AssetName } from './equity/closes.ts';
import type { Stretch } from './equity/revalue.ts';
import { scoreByBars } from './scores.ts';

/** When bars of one asset closed. */
interface Closed extends AssetName {
  readonly first: number;
  readonly last: number;
}

/** A bar that is closed values who holds its symbol, and scores what was predicted of it. The bars are read from the document store. */
export const markToBars: RoiHandler<'market.bars.v1'> = async (batch, context) => {
  const bars = batch.flatMap((record) => (record.kind === 'event' && record.value.closed ? [record.value] : []));
  if (bars.length === 0) return [];
  const books = await booksOf(context);
  await Promise.all([revalueHolders(bars, books, context), scoreByBars(bars, books, context)]);
  return [];
};

/** Batches from this size on are worth a valuation of their own. */
const LARGE = 100;

const revalueHolders = async (bars: readonly Bar[], { ledger, valuations }: Books, { documents }: RoiContext): Promise<void> => {
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
  await Promise.all([...touched].map(([account, stretch]) => valuations.ask(account, stretch, bars.length < LARGE ? 'wait' : 'hurry')));
};
