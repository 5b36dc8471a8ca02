/** Books a batch of fills: lots, closes and sums change in one transaction with the position of their partition. */
import { canonicalJson } from '@streamforge/codec/canonical';
import { sha256 } from '@streamforge/codec/digest';
import { decimal, insertable } from '@streamforge/relational/columns';
import type { CoordinatesOfRecord } from '@streamforge/contracts/events/coordinates';
import type { Transaction } from '@streamforge/relational/port';
import { begun, readSums, writeSums, type AccountSums, type Beginning } from './account-sums.ts';
import { columns } from './amounts.ts';
import { byMethod, emptyBooks, type ValuedFill } from './books.ts';
import { writeCloses } from './closes.ts';
import { matchInTime, type Match } from './match.ts';
import { assetOf, bookName, fillName, readBooks, writeHoldings, writeLots, type OpenBooks } from './open-books.ts';
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

/** A fill that is not stored, with its number within the account. */
interface NewFill extends ValuedFill {
  readonly record: Recorded<ValuedFill>;
  readonly digest: string;
  readonly sequence: number;
}

/** Numbers fills in the order of their partition, and counts them in the sums of their accounts. */
const numbered = (
  fresh: readonly { readonly record: Recorded<ValuedFill>; readonly digest: string }[], sums: Map<string, AccountSums>, beginningOf: FillBatch['beginningOf'],
): readonly NewFill[] => fresh.map(({ record, digest }) => {
  const { account, time } = record.value.fill;
  const before = sums.get(account) ?? begun(account, time, sourceOf(record), beginningOf(account));
  const sequence = before.fills + 1;
  sums.set(account, {
    ...before,
    fills: sequence,
    firstTime: Math.min(before.firstTime, time),
    lastTime: Math.max(before.lastTime, time),
    source: sourceOf(record),
  });
  return { ...record.value, record, digest, sequence };
});

const rowOf = ({ fill: { fill, feeInQuote, record, digest, sequence }, effect }: Match<NewFill>): FillRow => {
  const { account, id, exchange, symbol, side, time } = fill;
  return {
    account, id, sequence, exchange, symbol, digest, side, time,
    quantity: decimal(fill.quantity), price: decimal(fill.price), fee: decimal(fill.fee),
    fee_asset: fill.feeAsset ?? null, fee_quote: decimal(feeInQuote),
    ...columns('cost', effect.cost),
    ...columns('realised', effect.realised),
    revision: 0,
    ...sourceOf(record),
  };
};

/** Books what is new: matches it with lots, asset by asset, and writes what came of it. */
const bookNew = async (trx: Trx, fresh: Parameters<typeof numbered>[0], beginningOf: FillBatch['beginningOf']): Promise<void> => {
  const [accounts, assets] = [unique(fresh.map(({ record }) => record.value.fill.account)), unique(fresh.map(({ record }) => assetOf(record.value.fill)))];
  const sums = await readSums(trx, accounts);
  const { books, sequences } = await readBooks(trx, accounts, assets);
  const fills = numbered(fresh, sums, beginningOf);
  const [matches, touched]: [Match<NewFill>[], OpenBooks[]] = [[], []];
  for (const [name, some] of Map.groupBy(fills, ({ fill }) => bookName(fill))) {
    const { account, exchange, symbol } = (some[0] as NewFill).fill;
    const open: OpenBooks = books.get(name) ?? { account, exchange, symbol, books: emptyBooks, before: emptyBooks.positions };
    const before = open.books;
    const matched = await matchInTime(trx, open, before, some);
    open.books = matched.books;
    touched.push(open);
    matches.push(...matched.matches);
    const sum = sums.get(account) as AccountSums;
    sums.set(account, {
      ...sum,
      realised: byMethod((method) => sum.realised[method].plus(open.books.realised[method]).minus(before.realised[method])),
      fees: sum.fees.plus(open.books.fees).minus(before.fees),
    });
  }
  for (const slice of insertable(matches.map(rowOf), 23)) await trx.insertInto('ledger_fills').values(slice).execute();
  await writeCloses(trx, matches.map(({ fill: { fill: { account, id } }, effect: { closed } }) => ({ account, fill: id, closed })));
  for (const { fill: { account, id }, sequence } of fills) sequences.set(fillName(account, id), sequence);
  await writeLots(trx, touched, sequences);
  await writeHoldings(trx, touched);
  await writeSums(trx, [...sums.values()]);
};

const again = (known: CoordinatesOfRecord, { topic, partition, offset }: CoordinatesOfRecord): Kept =>
  (known.topic === topic && known.partition === partition && known.offset === offset ? 'again' : 'same');

/**
 * Books what is not in the ledger yet and says of each fill what became of it. An id decides what is known, so that a redelivery or a zombie
 * changes nothing and every conflict is found again; the position decides who may book; event time decides what a fill closes.
 */
export const bookFills = async (trx: Trx, batch: FillBatch): Promise<readonly Kept[]> => {
  const { fills } = batch;
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
  if (fresh.length > 0) await bookNew(trx, fresh, batch.beginningOf);
  if (last.offset >= from) await applyOnce(trx, { ...sourceOf(first), from, next: last.offset + 1 });
  return kept;
};
