/** The ledger's tables. Decimals are finished figures: SQL never reckons with them. */
import type { Decimal } from '@streamforge/relational/columns';
import type { Migration } from '@streamforge/relational/port';

/** Who owns the tables, among migrations. */
export const tableOwner = 'ledger';

interface Located {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

export interface LedgerTables {
  /** The next offset of each partition whose effects are in the ledger. */
  readonly ledger_positions: { readonly topic: string; readonly partition: number; readonly position: number };
  /** One row while the ledger is made again: then only that job books fills. */
  readonly ledger_rebuild: { readonly by_job: string };
  readonly ledger_accounts: Located & {
    readonly account: string;
    readonly capital: Decimal;
    readonly grid: string;
    readonly fills: number;
    readonly first_time: number;
    readonly last_time: number;
    readonly realised_fifo: Decimal;
    readonly realised_average: Decimal;
    readonly fees: Decimal;
    /** Grows with each change of its fills or points: who computed from an older state writes nothing. */
    readonly version: number;
  };
  readonly ledger_fills: Located & {
    readonly account: string;
    readonly id: string;
    readonly sequence: number;
    readonly exchange: string;
    readonly symbol: string;
    readonly side: 'buy' | 'sell';
    readonly quantity: Decimal;
    readonly price: Decimal;
    readonly fee: Decimal;
    readonly fee_asset: string | null;
    readonly fee_quote: Decimal;
    readonly time: number;
    readonly digest: string;
    /** By how much it changed what is open and what was realised: sums of these are the same in any order. */
    readonly cost_fifo: Decimal;
    readonly cost_average: Decimal;
    readonly realised_fifo: Decimal;
    readonly realised_average: Decimal;
  };
  readonly ledger_closes: {
    readonly account: string;
    readonly sequence: number;
    readonly method: 'fifo' | 'average';
    readonly direction: 'long' | 'short';
    readonly quantity: Decimal;
    readonly amount: Decimal;
    readonly cost: Decimal;
    readonly gross: Decimal;
  };
  readonly ledger_consumed: {
    readonly account: string;
    readonly sequence: number;
    readonly method: 'fifo' | 'average';
    readonly part: number;
    /** The fill that had opened it. */
    readonly fill: string;
    readonly quantity: Decimal;
    readonly cost: Decimal;
  };
  readonly ledger_lots: {
    readonly account: string;
    readonly exchange: string;
    readonly symbol: string;
    readonly method: 'fifo' | 'average';
    /** Number of the fill that opened it: the oldest is closed first. */
    readonly sequence: number;
    readonly fill: string;
    readonly time: number;
    readonly direction: 'long' | 'short';
    readonly quantity: Decimal;
    readonly cost: Decimal;
  };
  readonly ledger_holdings: {
    readonly account: string;
    readonly exchange: string;
    readonly symbol: string;
    /** `exchange:symbol`. */
    readonly asset: string;
    readonly held: boolean;
    readonly quantity: Decimal;
    readonly cost_fifo: Decimal;
    readonly cost_average: Decimal;
    readonly realised_fifo: Decimal;
    readonly realised_average: Decimal;
    readonly fees: Decimal;
    readonly last_time: number;
    /** Of the fill that is last in event time. */
    readonly last_price: Decimal;
  };
  readonly ledger_points: {
    readonly account: string;
    readonly time: number;
    readonly equity: Decimal;
    readonly realised_fifo: Decimal;
    readonly realised_average: Decimal;
    readonly unrealised_fifo: Decimal;
    readonly unrealised_average: Decimal;
    readonly fees: Decimal;
    readonly roi: Decimal;
    readonly fills: number;
  };
  readonly ledger_actions: Located & {
    readonly account: string;
    readonly id: string;
    readonly digest: string;
    readonly type: string;
    readonly exchange: string;
    readonly symbol: string;
    readonly time: number;
    readonly model: string | null;
    readonly reason: string;
  };
  readonly ledger_predictions: Located & {
    readonly model: string;
    readonly version: number;
    readonly exchange: string;
    readonly symbol: string;
    readonly interval: string;
    readonly open_time: number;
    /** `exchange:symbol:interval`. */
    readonly series: string;
    readonly digest: string;
    readonly probability_up: number;
    readonly expected_return: number;
    readonly basis: string;
    readonly previous_close: Decimal | null;
    readonly close: Decimal | null;
    readonly up: boolean | null;
    readonly hit: boolean | null;
    readonly brier: number | null;
    readonly log_return: number | null;
    /** Grows with each scoring: who read older bars writes nothing. */
    readonly revision: number;
  };
}

export const steps: readonly Migration[] = [{
  name: 'ledger',
  up: (column) => {
    const text = (name: string): string => `${column.text(name)} NOT NULL`;
    const integer = (name: string): string => `${column.integer(name)} NOT NULL`;
    const time = (name: string): string => `${column.time(name)} NOT NULL`;
    const decimal = (name: string): string => `${column.decimal(name)} NOT NULL`;
    const real = (name: string): string => `${column.real(name)} NOT NULL`;
    const located = [text('topic'), integer('partition'), integer('offset')].join(', ');
    const byMethod = (name: string): string => `${decimal(`${name}_fifo`)}, ${decimal(`${name}_average`)}`;
    return [
      `CREATE TABLE ledger_positions (${text('topic')}, ${integer('partition')}, ${integer('position')}, PRIMARY KEY (topic, partition))`,
      `CREATE TABLE ledger_accounts (${text('account')} PRIMARY KEY, ${decimal('capital')}, ${text('grid')}, ${integer('fills')},
        ${time('first_time')}, ${time('last_time')}, ${byMethod('realised')}, ${decimal('fees')}, ${integer('version')}, ${located})`,
      `CREATE TABLE ledger_fills (${text('account')}, ${text('id')}, ${integer('sequence')}, ${text('exchange')}, ${text('symbol')}, ${text('side')},
        ${decimal('quantity')}, ${decimal('price')}, ${decimal('fee')}, ${column.text('fee_asset')}, ${decimal('fee_quote')}, ${time('time')},
        ${text('digest')}, ${byMethod('cost')}, ${byMethod('realised')}, ${located}, PRIMARY KEY (account, id))`,
      'CREATE UNIQUE INDEX ledger_fills_sequence ON ledger_fills (account, sequence)',
      'CREATE INDEX ledger_fills_time ON ledger_fills (account, time, sequence)',
      `CREATE TABLE ledger_closes (${text('account')}, ${integer('sequence')}, ${text('method')}, ${text('direction')},
        ${decimal('quantity')}, ${decimal('amount')}, ${decimal('cost')}, ${decimal('gross')}, PRIMARY KEY (account, sequence, method))`,
      `CREATE TABLE ledger_consumed (${text('account')}, ${integer('sequence')}, ${text('method')}, ${integer('part')}, ${text('fill')},
        ${decimal('quantity')}, ${decimal('cost')}, PRIMARY KEY (account, sequence, method, part))`,
      `CREATE TABLE ledger_lots (${text('account')}, ${text('exchange')}, ${text('symbol')}, ${text('method')}, ${integer('sequence')}, ${text('fill')},
        ${time('time')}, ${text('direction')}, ${decimal('quantity')}, ${decimal('cost')},
        PRIMARY KEY (account, exchange, symbol, method, sequence))`,
      `CREATE TABLE ledger_holdings (${text('account')}, ${text('exchange')}, ${text('symbol')}, ${text('asset')}, ${column.boolean('held')} NOT NULL,
        ${decimal('quantity')}, ${byMethod('cost')}, ${byMethod('realised')}, ${decimal('fees')}, ${time('last_time')}, ${decimal('last_price')},
        PRIMARY KEY (account, exchange, symbol))`,
      'CREATE INDEX ledger_holdings_asset ON ledger_holdings (asset)',
      `CREATE TABLE ledger_points (${text('account')}, ${time('time')}, ${decimal('equity')}, ${byMethod('realised')}, ${byMethod('unrealised')},
        ${decimal('fees')}, ${decimal('roi')}, ${integer('fills')}, PRIMARY KEY (account, time))`,
      `CREATE TABLE ledger_actions (${text('account')}, ${text('id')}, ${text('digest')}, ${text('type')}, ${text('exchange')}, ${text('symbol')},
        ${time('time')}, ${column.text('model')}, ${text('reason')}, ${located}, PRIMARY KEY (account, id))`,
      'CREATE INDEX ledger_actions_time ON ledger_actions (account, time, id)',
      `CREATE TABLE ledger_predictions (${text('model')}, ${integer('version')}, ${text('exchange')}, ${text('symbol')}, ${text('interval')},
        ${time('open_time')}, ${text('series')}, ${text('digest')}, ${real('probability_up')}, ${real('expected_return')}, ${column.json('basis')} NOT NULL,
        ${column.decimal('previous_close')}, ${column.decimal('close')}, ${column.boolean('up')}, ${column.boolean('hit')},
        ${column.real('brier')}, ${column.real('log_return')}, ${integer('revision')}, ${located},
        PRIMARY KEY (model, version, series, open_time))`,
      'CREATE INDEX ledger_predictions_series ON ledger_predictions (series, open_time)',
      ...views,
    ];
  },
}, {
  name: 'rebuild',
  up: (column) => [`CREATE TABLE ledger_rebuild (${column.text('by_job')} NOT NULL PRIMARY KEY)`],
}];

/** What dashboards read: they select, join and rename only. Those by method have a row for each. */
const views: readonly string[] = [
  ...['fifo', 'average'].map((method) => `CREATE VIEW roi_equity_${method} AS SELECT account, time, equity, realised_${method} AS realised,
    unrealised_${method} AS unrealised, fees, roi, fills FROM ledger_points`),
  `CREATE VIEW roi_equity AS SELECT account, time, 'fifo' AS method, equity, realised, unrealised, fees, roi, fills FROM roi_equity_fifo
    UNION ALL SELECT account, time, 'average' AS method, equity, realised, unrealised, fees, roi, fills FROM roi_equity_average`,
  `CREATE VIEW roi_closes AS SELECT f.account, f.id AS fill, f.time, f.exchange, f.symbol, c.method, c.direction, c.quantity, c.amount, c.cost, c.gross,
    f.topic, f.partition, f."offset" FROM ledger_closes c JOIN ledger_fills f ON f.account = c.account AND f.sequence = c.sequence`,
  `CREATE VIEW roi_predictions AS SELECT model, version, exchange, symbol, "interval", open_time AS time, probability_up, expected_return,
    previous_close, close, up, hit, brier, log_return FROM ledger_predictions`,
];
