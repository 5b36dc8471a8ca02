/** What agents earned and how predictions turned out, from the views of the ledger in Postgres. Figures are stored; SQL reckons nothing. */
import { LotMethod } from '@streamforge/contracts/events/roi';
import type { Dashboard } from './dashboard.ts';
import { inRange, whole } from './rows.ts';

const accounts = 'account IN (${account:sqlstring}) AND method = \'${method}\'';

const shown = `${inRange('time')} AND ${accounts}`;

/** Of each account the last point of each interval: a year of minutes has more than Grafana takes, and no screen shows them. */
const newest = `SELECT account, max(time) FROM roi_equity WHERE ${shown} GROUP BY account, time / $__interval_ms`;

const overTime = (column: string): string => `SELECT to_timestamp(time / 1000.0) AS time, account AS metric, ${whole(column)} AS value FROM roi_equity WHERE ${shown} AND (account, time) IN (${newest}) ORDER BY roi_equity.time`;

export const ledgerDashboard: Dashboard = {
  uid: 'roi',
  title: 'ROI of agents',
  says: 'Equity, profit and fees of each account on event time, and how predictions turned out.',
  variables: [
    { name: 'account', label: 'Account', from: { sql: 'SELECT account FROM ledger_accounts ORDER BY account' }, several: true },
    { name: 'method', label: 'Lots by', from: LotMethod.options },
  ],
  panels: [
    { kind: 'lines', title: 'Equity', says: 'In the account’s quote asset.', sql: overTime('equity') },
    { kind: 'lines', title: 'ROI', says: 'Return on what the account began with.', unit: 'percentunit', sql: overTime('roi') },
    { kind: 'lines', title: 'Realised', says: 'Profit of what was closed, by the chosen method.', sql: overTime('realised') },
    { kind: 'lines', title: 'Unrealised', says: 'Profit of what is held, at the last close.', sql: overTime('unrealised') },
    { kind: 'lines', title: 'Fees', says: 'Paid so far.', sql: overTime('fees') },
    {
      kind: 'lines', title: 'Predictions that came true', says: 'Share of scored predictions whose direction was right, by model and hour.', unit: 'percentunit',
      sql: `SELECT to_timestamp(time / 3600000 * 3600) AS time, model AS metric, avg(CASE WHEN hit THEN 1.0 ELSE 0.0 END) AS value FROM roi_predictions WHERE ${inRange('time')} AND hit IS NOT NULL GROUP BY time / 3600000, model ORDER BY time / 3600000`,
    },
    {
      kind: 'table', title: 'Closes', says: 'The newest closed parts of positions, with the record of the fill.',
      sql: `SELECT to_timestamp(time / 1000.0) AS closed, account, exchange, symbol, direction, quantity, amount, cost, gross, revision, topic, "partition", "offset" FROM roi_closes WHERE ${inRange('time')} AND ${accounts} ORDER BY roi_closes.time DESC LIMIT 200`,
    },
  ],
};
