/**
 * Measures of an equity series. They are statistics, not money, so they are floats; no amount is ever computed from them.
 *
 * Definitions, N periods a year, n returns:
 * - returns: simple, r_t = e_t / e_{t−1} − 1; the first point has none
 * - volatility: std(r, ddof 1) · √N
 * - Sharpe: mean(r − f) / std(r, ddof 1) · √N, with the risk-free rate of a period f = (1 + rf)^(1/N) − 1
 * - Sortino: mean(r − f) / √(Σ min(r − f, 0)² / n) · √N, over all n periods
 * - maximum drawdown: min(e_t / max of e so far − 1), the first point being the first peak; zero or negative
 * - CAGR: (e_last / e_first)^(N/n) − 1
 * - Calmar: CAGR / |maximum drawdown|
 *
 * Source: W. F. Sharpe, “The Sharpe Ratio”, 1994; F. Sortino and L. Price, “Performance Measurement in a Downside Risk Framework”, 1994;
 * T. W. Young, “Calmar Ratio: A Smoother Tool”, 1991.
 */

export interface PerformanceOptions {
  /** How many points a year has: 365 for daily points of a market that never closes, 252 for one with trading days. */
  readonly periodsPerYear: number;
  /** Annual, as a fraction. */
  readonly riskFree?: number;
}

/** A measure that is undefined is null: too few points, no variance, no loss to compare with, or equity that is not positive. */
export interface Performance {
  /** How many returns the measures rest on. */
  readonly periods: number;
  /** e_last / e_first − 1. */
  readonly totalReturn: number | null;
  readonly cagr: number | null;
  readonly volatility: number | null;
  readonly sharpe: number | null;
  readonly sortino: number | null;
  readonly maxDrawdown: number | null;
  readonly calmar: number | null;
}

/** Deviations below this are what rounding leaves of returns that are all the same. */
const NOISE = 1e-14;

/** Measures an equity series, one point a period, oldest first. */
export const performance = (equity: readonly number[], { periodsPerYear, riskFree = 0 }: PerformanceOptions): Performance => {
  const periods = Math.max(0, equity.length - 1);
  const [first = 0, last = 0] = [equity[0], equity.at(-1)];
  const grown = periods > 0 && first > 0 ? finite(last / first) : null;
  const maxDrawdown = grown === null ? null : finite(deepest(equity));
  // Once equity is gone there is no return from it, nor a rate of growth.
  const alive = grown !== null && equity.every((value) => value > 0 && Number.isFinite(value));
  const cagr = alive ? finite(grown ** (periodsPerYear / periods) - 1) : null;
  const ratios = alive ? ratiosOf(returnsOf(equity), periodsPerYear, riskFree) : { volatility: null, sharpe: null, sortino: null };
  return {
    periods,
    totalReturn: grown === null ? null : grown - 1,
    cagr,
    ...ratios,
    maxDrawdown,
    calmar: cagr === null || maxDrawdown === null ? null : over(cagr, -maxDrawdown),
  };
};

const finite = (value: number): number | null => Number.isFinite(value) ? value : null;

const over = (numerator: number, denominator: number): number | null => denominator > NOISE ? finite(numerator / denominator) : null;

const returnsOf = (equity: readonly number[]): readonly number[] => equity.slice(1).map((value, at) => value / (equity[at] ?? value) - 1);

const ratiosOf = (
  returns: readonly number[], periodsPerYear: number, riskFree: number,
): Pick<Performance, 'volatility' | 'sharpe' | 'sortino'> => {
  const n = returns.length;
  const free = (1 + riskFree) ** (1 / periodsPerYear) - 1;
  const year = Math.sqrt(periodsPerYear);
  const mean = total(returns) / n;
  const excess = mean - free;
  const squares = total(returns.map((one) => (one - mean) ** 2));
  const downside = Math.sqrt(total(returns.map((one) => Math.min(one - free, 0) ** 2)) / n);
  const measured = n < 2 ? null : Math.sqrt(squares / (n - 1));
  const deviation = measured !== null && measured < NOISE ? 0 : measured;
  const sortino = over(excess, downside);
  const sharpe = deviation === null ? null : over(excess, deviation);
  return {
    volatility: deviation === null ? null : finite(deviation * year),
    sharpe: sharpe === null ? null : finite(sharpe * year),
    sortino: sortino === null ? null : finite(sortino * year),
  };
};

const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);

const deepest = (equity: readonly number[]): number => {
  let [peak, worst] = [Number.NEGATIVE_INFINITY, 0];
  for (const value of equity) {
    peak = Math.max(peak, value);
    worst = Math.min(worst, value / peak - 1);
  }
  return worst;
};
