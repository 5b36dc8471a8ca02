/** Books a batch of fills: lots, closes and sums change in one transaction with the position of their partition. */
import { canonicalJson } from '@streamforge/codec/canonical';
import { sha256 } from '@streamforge/codec/digest';
import { decimal, insertable } from '@streamforge/relational/columns';
import type { CoordinatesOfRecord } from '@streamforge/contracts/events/coordinates';
import type { Transaction } from '@streamforge/relational/port';
import { begun, readSums, writeSums, type AccountSums, type Beginning } from './account-sums.ts';
import { columns } from './amounts.ts';
import { bookFill, byMethod, emptyBooks, type Effect, type ValuedFill } from './books.ts';
import { assetOf, bookName, fillName, readBooks, writeHoldings, writeLots, type OpenBooks, type StoredBooks } from './open-books.ts';
import { applyOnce, positionOf } from './position.ts';
import { assertMayBook } from './rebuild.ts';
import { sourceOf, type Kept, type Recorded } from './recorded.ts';
import type { LedgerTables } from './tables.ts';

export interface FillBatch {
  /** Of one partition, in its order; at least one. */
  readonly fills: readonly Recorded<ValuedFill>[];
  readonly beginningOf: (account: string) => Beginning;
  /** Job of the rebuild that books them; absent for what arrives. */
  readonly rebuild?: string;
}

type Trx = Transaction<LedgerTables>;
type FillRow = LedgerTables['ledger_fills'];

/** Of the whole fill: another body under its id is a conflict. */
export const digestOf = (value: unknown): string => sha256(canonicalJson(value));

const unique = (items: readonly string[]): readonly string[] => [...new Set(items)];

/** A fill that is stored. */
interface Known extends CoordinatesOfRecord {
  readonly digest: string;
}

/** Those of the batch’s fills that are stored, by `fillName`. */
const storedFills = async (trx: Trx, { fills }: FillBatch): Promise<Map<string, Known>> => {
  const accounts = unique(fills.map(({ value }) => value.fill.account));
  const found = new Map<string, Known>();
  for (const ids of insertable(unique(fills.map(({ value }) => value.fill.id)), 2)) {
    const rows = await trx.selectFrom('ledger_fills').select(['account', 'id', 'digest', 'topic', 'partition', 'offset'])
      .where('account', 'in', accounts).where('id', 'in', ids).execute();
    for (const row of rows) found.set(fillName(row.account, row.id), row);
  }
  return found;
};

interface Booked {
  readonly row: FillRow;
  readonly effect: Effect;
}

/** Books one fill into the books that are open, and answers its row. */
const bookOne = (
  record: Recorded<ValuedFill>, digest: string, { books, sequences }: StoredBooks, sums: Map<string, AccountSums>, beginningOf: FillBatch['beginningOf'],
): Booked => {
  const { fill, feeInQuote } = record.value;
  const { account, id, exchange, symbol } = fill;
  const name = bookName(fill);
  const open: OpenBooks = books.get(name) ?? { account, exchange, symbol, books: emptyBooks, before: emptyBooks.positions };
  const { books: after, effect } = bookFill(open.books, record.value);
  open.books = after;
  books.set(name, open);
  const before = sums.get(account) ?? begun(account, fill.time, sourceOf(record), beginningOf(account));
  const sequence = before.fills + 1;
  sequences.set(fillName(account, id), sequence);
  sums.set(account, {
    ...before,
    fills: sequence,
    firstTime: Math.min(before.firstTime, fill.time),
    lastTime: Math.max(before.lastTime, fill.time),
    realised: byMethod((method) => before.realised[method].plus(effect.realised[method])),
    fees: before.fees.plus(feeInQuote),
    source: sourceOf(record),
  });
  return {
    effect,
    row: {
      account, id, sequence, exchange, symbol, digest,
      side: fill.side, time: fill.time,
      quantity: decimal(fill.quantity), price: decimal(fill.price), fee: decimal(fill.fee),
      fee_asset: fill.feeAsset ?? null, fee_quote: decimal(feeInQuote),
      ...columns('cost', effect.cost),
      ...columns('realised', effect.realised),
      ...sourceOf(record),
    },
  };
};

const again = (known: CoordinatesOfRecord, { topic, partition, offset }: CoordinatesOfRecord): Kept =>
  (known.topic === topic && known.partition === partition && known.offset === offset ? 'again' : 'same');

const writeFills = async (trx: Trx, booked: readonly Booked[]): Promise<void> => {
  for (const slice of insertable(booked.map(({ row }) => row), 20)) await trx.insertInto('ledger_fills').values(slice).execute();
  const closes = booked.flatMap(({ row: { account, sequence }, effect }) => (['fifo', 'average'] as const).flatMap((method) => {
    const closed = effect.closed[method];
    return closed === undefined ? [] : [{ account, sequence, method, closed }];
  }));
  for (const slice of insertable(closes, 8)) {
    await trx.insertInto('ledger_closes').values(slice.map(({ closed: { direction, quantity, amount, cost, gross }, ...key }) => ({
      ...key, direction, quantity: decimal(quantity), amount: decimal(amount), cost: decimal(cost), gross: decimal(gross),
    }))).execute();
  }
  const consumed = closes.flatMap(({ closed, ...key }) => closed.lots.map(({ fill, quantity, cost }, part) =>
    ({ ...key, part, fill, quantity: decimal(quantity), cost: decimal(cost) })));
  for (const slice of insertable(consumed, 7)) await trx.insertInto('ledger_consumed').values(slice).execute();
};

/**
 * Books what is not in the ledger yet and says of each fill what became of it. An id decides what is known, so that a redelivery or a zombie
 * changes nothing and every conflict is found again; the position decides who may book, and in which order.
 */
export const bookFills = async (trx: Trx, batch: FillBatch): Promise<readonly Kept[]> => {
  const { fills, beginningOf } = batch;
  const [first, last] = [fills[0], fills.at(-1)];
  if (first === undefined || last === undefined) return [];
  const from = await positionOf(trx, first);
  await assertMayBook(trx, batch.rebuild);
  const stored = await storedFills(trx, batch);
  const fresh: { readonly record: Recorded<ValuedFill>; readonly digest: string }[] = [];
  const kept = fills.map((record): Kept => {
    const { fill } = record.value;
    const [name, digest] = [fillName(fill.account, fill.id), digestOf(fill)];
    const known = stored.get(name);
    if (known !== undefined) return known.digest === digest ? again(known, record) : 'conflict';
    stored.set(name, { ...sourceOf(record), digest });
    fresh.push({ record, digest });
    return 'stored';
  });
  if (fresh.length > 0) {
    const [accounts, assets] = [unique(fresh.map(({ record }) => record.value.fill.account)), unique(fresh.map(({ record }) => assetOf(record.value.fill)))];
    const sums = await readSums(trx, accounts);
    const open = await readBooks(trx, accounts, assets);
    const booked = fresh.map(({ record, digest }) => bookOne(record, digest, open, sums, beginningOf));
    await writeFills(trx, booked);
    const touched = [...new Set(fresh.map(({ record }) => bookName(record.value.fill)))].flatMap((name) => open.books.get(name) ?? []);
    await writeLots(trx, touched, open.sequences);
    await writeHoldings(trx, touched);
    await writeSums(trx, [...sums.values()]);
  }
  if (last.offset >= from) await applyOnce(trx, { ...sourceOf(first), from, next: last.offset + 1 });
  return kept;
};
