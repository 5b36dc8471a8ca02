/** Everything that the ledger says, as lines: keys and values in the order of the keys, without coordinates and counters of changes. */
import { canonicalJson } from '@streamforge/codec/canonical';
import { sql, type Kysely } from '@streamforge/relational/port';
import type { LedgerTables } from '../tables.ts';

type TableName = keyof LedgerTables;

/**
 * Each table with its key and what else it says. Positions and the numbers of fills are coordinates, revisions count changes: they are left
 * out, so that the same fills in another order of arrival say the same.
 */
const told: readonly (readonly [table: TableName, key: readonly string[], values: readonly string[]])[] = [
  ['ledger_accounts', ['account'], ['capital', 'grid', 'fills', 'first_time', 'last_time', 'realised_fifo', 'realised_lifo', 'realised_average', 'fees']],
  ['ledger_actions', ['account', 'id'], ['digest']],
  ['ledger_closes', ['account', 'fill'], [
    'direction', 'quantity', 'amount', 'cost_fifo', 'cost_lifo', 'cost_average', 'lots_fifo', 'lots_lifo', 'lots_average',
  ]],
  ['ledger_fills', ['account', 'id'], [
    'digest', 'fee_quote', 'cost_fifo', 'cost_lifo', 'cost_average', 'realised_fifo', 'realised_lifo', 'realised_average',
  ]],
  ['ledger_holdings', ['account', 'exchange', 'symbol'], [
    'held', 'quantity', 'cost_fifo', 'cost_lifo', 'cost_average', 'realised_fifo', 'realised_lifo', 'realised_average', 'fees', 'last_time', 'last_price',
  ]],
  ['ledger_lots', ['account', 'exchange', 'symbol', 'method', 'fill'], ['time', 'direction', 'quantity', 'cost']],
  ['ledger_points', ['account', 'time'], [
    'equity', 'realised_fifo', 'realised_lifo', 'realised_average', 'unrealised_fifo', 'unrealised_lifo', 'unrealised_average', 'fees', 'roi', 'fills',
  ]],
  ['ledger_predictions', ['model', 'version', 'series', 'open_time'], ['digest', 'previous_close', 'close', 'up', 'hit', 'brier', 'log_return']],
];

export interface Everything {
  /** Whether what models expected, and what came of it, is part of it. */
  readonly predictions?: boolean;
}

/** Rows read together. */
const PAGE = 1_000;

type Row = Readonly<Record<string, unknown>>;

/** Rows of a table in the order of its key, in pages that begin after the last row of the page before. */
async function* pagesOf(database: Kysely<LedgerTables>, table: TableName, key: readonly string[], values: readonly string[]): AsyncGenerator<readonly Row[]> {
  let after: Row | undefined;
  for (;;) {
    const last = after;
    const names = sql.join(key.map((name) => sql.ref(name)));
    const beyond = last === undefined ? sql`` : sql`WHERE (${names}) > (${sql.join(key.map((name) => last[name]))})`;
    const selected = sql.join([...key, ...values].map((name) => sql.ref(name)));
    const { rows } = await sql<Row>`SELECT ${selected} FROM ${sql.table(table)} ${beyond} ORDER BY ${names} LIMIT ${sql.lit(PAGE)}`.execute(database);
    if (rows.length > 0) yield rows;
    if (rows.length < PAGE) return;
    after = rows.at(-1);
  }
}

/** Lines `["table", key…, value…]`, in pages; without predictions where they are not wanted. */
export async function* everythingIn(database: Kysely<LedgerTables>, { predictions = true }: Everything = {}): AsyncGenerator<readonly string[]> {
  for (const [table, key, values] of told) {
    if (table === 'ledger_predictions' && !predictions) continue;
    for await (const rows of pagesOf(database, table, key, values)) {
      yield rows.map((row) => canonicalJson([table, ...[...key, ...values].map((name) => row[name] ?? null)]));
    }
  }
}
