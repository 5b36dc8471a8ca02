import type { LotMethod } from '@streamforge/contracts/events/roi';
import { barsPerYear, barsBetween, nextOpen } from '@streamforge/market/interval';
import { money, ratio, textOf } from '@streamforge/portfolio/money';
import { performance } from '@streamforge/portfolio/performance';
import type { Kysely } from '@streamforge/relational/port';
import { readSums, type AccountSums } from '../account-sums.ts';
import { amounts } from '../amounts.ts';
import { pointOf } from '../points.ts';
import type { AccountFigures, EquityPoint, Holding } from '../rows.ts';
import type { LedgerTables } from '../tables.ts';

/** Points that measures of performance rest on, at most: the newest. */
const MEASURED = 20_000;

const holdingsOf = async (database: Kysely<LedgerTables>, account: string, method: LotMethod): Promise<readonly Holding[]> => {
  const rows = await database.selectFrom('ledger_holdings').selectAll().where('account', '=', account).orderBy('exchange').orderBy('symbol').execute();
  return rows.map((row) => {
    const cost = amounts('cost', row)[method];
    return {
      exchange: row.exchange,
      symbol: row.symbol,
      quantity: row.quantity,
      cost: textOf(cost),
      averagePrice: ratio(cost, money(row.quantity)),
      realised: textOf(amounts('realised', row)[method]),
      fees: row.fees,
    };
  });
};

/** Equity at every start of the grid: where nothing happened it is what it was. */
const regular = (points: readonly EquityPoint[], { grid }: AccountSums): readonly number[] => {
  const values: number[] = [];
  const first = points[0];
  if (first === undefined) return values;
  let [at, time] = [0, first.time];
  const end = points.at(-1)?.time ?? first.time;
  for (; time <= end; time = nextOpen(grid, time)) {
    while ((points[at + 1]?.time ?? Number.POSITIVE_INFINITY) <= time) at += 1;
    values.push(Number(points[at]?.equity));
  }
  return values;
};

/** The newest points that together span at most `MEASURED` intervals of the grid. */
const newestPoints = async (database: Kysely<LedgerTables>, { account, grid }: AccountSums): Promise<readonly EquityPoint[]> => {
  const rows = await database.selectFrom('ledger_points').selectAll().where('account', '=', account).orderBy('time', 'desc').limit(MEASURED).execute();
  const end = rows[0]?.time ?? 0;
  return rows.filter(({ time }) => barsBetween(grid, time, end) < MEASURED).map(pointOf).toReversed();
};

/** An account at its newest point; undefined without one. */
export const figuresOf = async (database: Kysely<LedgerTables>, account: string, method: LotMethod): Promise<AccountFigures | undefined> => {
  const sums = (await readSums(database, [account])).get(account);
  if (sums === undefined) return undefined;
  const points = await newestPoints(database, sums);
  const [first, last] = [points[0], points.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  return {
    account, method,
    capital: sums.capital,
    time: last.time,
    equity: last.equity,
    realised: last.realised[method],
    net: textOf(money(last.realised[method]).minus(last.fees)),
    unrealised: last.unrealised[method],
    fees: last.fees,
    roi: last.roi,
    fills: last.fills,
    holdings: await holdingsOf(database, account, method),
    performance: performance(regular(points, sums), { periodsPerYear: barsPerYear(sums.grid) }),
    measuredFrom: first.time,
    source: sums.source,
  };
};
