/** How the ledger's tables come to be, step by step. */
import type { ColumnTypes } from '@streamforge/relational/columns';
import type { Migration } from '@streamforge/relational/port';

/** Who owns the tables, among migrations. */
export const tableOwner = 'ledger';

const written = (column: ColumnTypes) => {
  const text = (name: string): string => `${column.text(name)} NOT NULL`;
  const integer = (name: string): string => `${column.integer(name)} NOT NULL`;
  const time = (name: string): string => `${column.time(name)} NOT NULL`;
  const decimal = (name: string): string => `${column.decimal(name)} NOT NULL`;
  const real = (name: string): string => `${column.real(name)} NOT NULL`;
  return { text, integer, time, decimal, real, located: [text('topic'), integer('partition'), integer('offset')].join(', ') };
};

/** What is in `ledger_rebuild` of a ledger whose lots were matched as its fills arrived: nothing is read or booked until it is made again. */
export const MATCHED_BY_ARRIVAL = 'matched by arrival';

const methods = ['fifo', 'lifo', 'average'] as const;

export const steps: readonly Migration[] = [{
  name: 'ledger',
  up: (column) => {
    const { text, integer, time, decimal, real, located } = written(column);
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
      ...firstViews,
    ];
  },
}, {
  name: 'rebuild',
  up: (column) => [`CREATE TABLE ledger_rebuild (${column.text('by_job')} NOT NULL PRIMARY KEY)`],
}, {
  // What was matched in the order of arrival can't be told apart from what is right, so it goes; the log has every fill.
  name: 'event time',
  up: (column) => {
    const { text, integer, time, decimal, located } = written(column);
    const byMethod = (name: string): string => methods.map((method) => decimal(`${name}_${method}`)).join(', ');
    return [
      ...['roi_equity', 'roi_equity_fifo', 'roi_equity_average', 'roi_closes'].map((view) => `DROP VIEW ${view}`),
      'DELETE FROM ledger_rebuild',
      `INSERT INTO ledger_rebuild SELECT DISTINCT '${MATCHED_BY_ARRIVAL}' FROM ledger_accounts`,
      ...['accounts', 'fills', 'closes', 'consumed', 'lots', 'holdings', 'points'].map((table) => `DROP TABLE ledger_${table}`),
      `CREATE TABLE ledger_accounts (${text('account')} PRIMARY KEY, ${decimal('capital')}, ${text('grid')}, ${integer('fills')},
        ${time('first_time')}, ${time('last_time')}, ${byMethod('realised')}, ${decimal('fees')}, ${integer('version')}, ${located})`,
      `CREATE TABLE ledger_fills (${text('account')}, ${text('id')}, ${integer('sequence')}, ${text('exchange')}, ${text('symbol')}, ${text('side')},
        ${decimal('quantity')}, ${decimal('price')}, ${decimal('fee')}, ${column.text('fee_asset')}, ${decimal('fee_quote')}, ${time('time')},
        ${text('digest')}, ${byMethod('cost')}, ${byMethod('realised')}, ${integer('revision')}, ${located}, PRIMARY KEY (account, id))`,
      'CREATE UNIQUE INDEX ledger_fills_sequence ON ledger_fills (account, sequence)',
      'CREATE INDEX ledger_fills_time ON ledger_fills (account, time, sequence)',
      `CREATE TABLE ledger_closes (${text('account')}, ${text('fill')}, ${text('direction')}, ${decimal('quantity')}, ${decimal('amount')}, ${byMethod('cost')},
        ${methods.map((method) => `${column.json(`lots_${method}`)} NOT NULL`).join(', ')}, PRIMARY KEY (account, fill))`,
      `CREATE TABLE ledger_lots (${text('account')}, ${text('exchange')}, ${text('symbol')}, ${text('method')}, ${text('fill')}, ${time('time')},
        ${integer('sequence')}, ${text('direction')}, ${decimal('quantity')}, ${decimal('cost')}, PRIMARY KEY (account, exchange, symbol, method, fill))`,
      `CREATE TABLE ledger_holdings (${text('account')}, ${text('exchange')}, ${text('symbol')}, ${text('asset')}, ${column.boolean('held')} NOT NULL,
        ${decimal('quantity')}, ${byMethod('cost')}, ${byMethod('realised')}, ${decimal('fees')}, ${time('last_time')}, ${decimal('last_price')},
        PRIMARY KEY (account, exchange, symbol))`,
      'CREATE INDEX ledger_holdings_asset ON ledger_holdings (asset)',
      `CREATE TABLE ledger_points (${text('account')}, ${time('time')}, ${decimal('equity')}, ${byMethod('realised')}, ${byMethod('unrealised')},
        ${decimal('fees')}, ${decimal('roi')}, ${integer('fills')}, PRIMARY KEY (account, time))`,
      ...views,
    ];
  },
}];

/** The views before LIFO. */
const firstViews: readonly string[] = [
  ...['fifo', 'average'].map((method) => `CREATE VIEW roi_equity_${method} AS SELECT account, time, equity, realised_${method} AS realised,
    unrealised_${method} AS unrealised, fees, roi, fills FROM ledger_points`),
  `CREATE VIEW roi_equity AS SELECT account, time, 'fifo' AS method, equity, realised, unrealised, fees, roi, fills FROM roi_equity_fifo
    UNION ALL SELECT account, time, 'average' AS method, equity, realised, unrealised, fees, roi, fills FROM roi_equity_average`,
  `CREATE VIEW roi_closes AS SELECT f.account, f.id AS fill, f.time, f.exchange, f.symbol, c.method, c.direction, c.quantity, c.amount, c.cost, c.gross,
    f.topic, f.partition, f."offset" FROM ledger_closes c JOIN ledger_fills f ON f.account = c.account AND f.sequence = c.sequence`,
  `CREATE VIEW roi_predictions AS SELECT model, version, exchange, symbol, "interval", open_time AS time, probability_up, expected_return,
    previous_close, close, up, hit, brier, log_return FROM ledger_predictions`,
];

/** What dashboards read: they select, join and rename only. Those by method have a row for each. */
const views: readonly string[] = [
  ...methods.map((method) => `CREATE VIEW roi_equity_${method} AS SELECT account, time, '${method}' AS method, equity,
    realised_${method} AS realised, unrealised_${method} AS unrealised, fees, roi, fills FROM ledger_points`),
  `CREATE VIEW roi_equity AS ${methods.map((method) => `SELECT * FROM roi_equity_${method}`).join(' UNION ALL ')}`,
  `CREATE VIEW roi_closes AS ${methods.map((method) => `SELECT f.account, f.id AS fill, f.time, f.exchange, f.symbol, '${method}' AS method, c.direction,
    c.quantity, c.amount, c.cost_${method} AS cost, f.realised_${method} AS gross, f.revision, f.topic, f.partition, f."offset"
    FROM ledger_closes c JOIN ledger_fills f ON f.account = c.account AND f.id = c.fill`).join(' UNION ALL ')}`,
];
