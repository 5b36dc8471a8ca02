/**
 * Matches fills with lots in the order of event time. Fills that come in that order only go on from what is open. One that comes late takes
 * its place: the fills after it are taken back, newest first, and booked again after it, so that it closes what was open at its time, and
 * what later fills closed is revised.
 */
import { LotMethod } from '@streamforge/contracts/events/roi';
import { inFillOrder } from '@streamforge/portfolio/fill-order';
import type { Closed } from '@streamforge/portfolio/lots';
import { insertable } from '@streamforge/relational/columns';
import type { Transaction } from '@streamforge/relational/port';
import { columns } from './amounts.ts';
import { bookFill, unbookFill, type AssetBooks, type Effect, type ValuedFill } from './books.ts';
import { removeCloses, writeCloses } from './closes.ts';
import { laterFills, type AccountAsset, type BookedFill } from './later-fills.ts';
import type { LedgerTables } from './tables.ts';

type Trx = Transaction<LedgerTables>;

export interface Match<New extends ValuedFill> {
  readonly fill: New;
  readonly effect: Effect;
}

export interface Matched<New extends ValuedFill> {
  /** The books with all fills. */
  readonly books: AssetBooks;
  /** What the new ones did. */
  readonly matches: readonly Match<New>[];
}

/**
 * Matches new fills of one asset, given in the order of their partition, and revises what is stored of later ones. Of one time, those that are
 * stored come first: they were produced before. What the new ones did is the caller’s to store.
 */
export const matchInTime = async <New extends ValuedFill>(trx: Trx, asset: AccountAsset, stored: AssetBooks, fills: readonly New[]): Promise<Matched<New>> => {
  const waiting = fills.toSorted((a, b) => inFillOrder(a.fill, b.fill));
  const earliest = waiting[0]?.fill.time ?? Number.POSITIVE_INFINITY;
  const matches: Match<New>[] = [];
  let [books, at] = [stored, 0];
  const takeUntil = (time: number): void => {
    for (let fill = waiting[at]; fill !== undefined && fill.fill.time < time; fill = waiting[at]) {
      const booked = bookFill(books, fill);
      books = booked.books;
      matches.push({ fill, effect: booked.effect });
      at += 1;
    }
  };
  if (earliest < stored.lastTime) {
    books = await takenBack(trx, asset, stored, earliest);
    for await (const page of laterFills(trx, asset, earliest, 'asc')) {
      const revised: Revision[] = [];
      for (const later of page) {
        takeUntil(later.fill.time);
        const booked = bookFill(books, later);
        books = booked.books;
        if (!sameEffect(later.effect, booked.effect)) revised.push({ row: later.row, effect: booked.effect });
      }
      await revise(trx, asset, revised);
    }
  }
  takeUntil(Number.POSITIVE_INFINITY);
  return { books, matches };
};

/** The books as they were after the last fill at or before a time. */
const takenBack = async (trx: Trx, asset: AccountAsset, now: AssetBooks, time: number): Promise<AssetBooks> => {
  let books = now;
  for await (const page of laterFills(trx, asset, time, 'desc')) {
    for (const later of page) books = unbookFill(books, later, later.effect);
  }
  return books;
};

interface Revision {
  readonly row: BookedFill['row'];
  readonly effect: Effect;
}

const sameClose = (a: Closed | undefined, b: Closed | undefined): boolean => {
  if (a === undefined || b === undefined) return a === b;
  return a.quantity === b.quantity && a.amount === b.amount && a.cost === b.cost && a.lots.length === b.lots.length
    && a.lots.every((lot, part) => lot.fill === b.lots[part]?.fill && lot.quantity === b.lots[part].quantity && lot.cost === b.lots[part].cost);
};

const sameEffect = (a: Effect, b: Effect): boolean => LotMethod.options.every((method) =>
  a.cost[method].eq(b.cost[method]) && a.realised[method].eq(b.realised[method]) && sameClose(a.closed[method], b.closed[method]));

/** Writes what fills that are stored closed instead. */
const revise = async (trx: Trx, { account }: AccountAsset, revised: readonly Revision[]): Promise<void> => {
  if (revised.length === 0) return;
  await removeCloses(trx, account, revised.map(({ row }) => row.id));
  await writeCloses(trx, revised.map(({ row, effect: { closed } }) => ({ account, fill: row.id, closed })));
  const rows = revised.map(({ row, effect }) => ({
    ...row, ...columns('cost', effect.cost), ...columns('realised', effect.realised), revision: row.revision + 1,
  }));
  for (const slice of insertable(rows, 23)) {
    await trx.insertInto('ledger_fills').values(slice).onConflict((conflict) => conflict.columns(['account', 'id']).doUpdateSet(({ ref }) => ({
      cost_fifo: ref('excluded.cost_fifo'), cost_lifo: ref('excluded.cost_lifo'), cost_average: ref('excluded.cost_average'),
      realised_fifo: ref('excluded.realised_fifo'), realised_lifo: ref('excluded.realised_lifo'), realised_average: ref('excluded.realised_average'),
      revision: ref('excluded.revision'),
    }))).execute();
  }
};
