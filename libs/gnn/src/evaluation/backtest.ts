/**
 * What positions by forecast would have earned. At every bar t the k present nodes with the highest expected return are held long and the
 * k with the lowest short, w = ±1/2k, so that the positions together are worth the capital; fewer where there are fewer than 2k nodes,
 * none where all are expected to do the same. Then, of the bar that follows,
 *
 * - gross_t = Σ w_i,t · (e^r_i,t − 1); an outcome that is not known earns 0;
 * - turnover_t = Σ |w_i,t − w′_i,t|, what had to be traded, where w′_i,t = w_i,t−1 · e^r_i,t−1 / (1 + gross_t−1) is what the last positions
 *   had become, and 0 at the start;
 * - net_t = gross_t − turnover_t · costBps / 10,000.
 *
 * Equity is the product of 1 + net_t. Leaving the last positions, borrowing and funding cost nothing here.
 */
import type { Dataset, Rows } from '../dataset.ts';
import type { Forecast } from '../forecast.ts';

export interface Positions {
  readonly gross: readonly number[];
  readonly turnover: readonly number[];
}

/** Gross return and turnover of each bar of these rows, as shares of the capital; costs are taken off later. */
export const backtest = (dataset: Dataset, { expected }: Forecast, rows: Rows, topK: number): Positions => {
  const { nodes, returns } = dataset;
  const [gross, turnover]: [number[], number[]] = [[], []];
  let before = new Float64Array(nodes.length);
  for (let row = rows.from; row < rows.to; row += 1) {
    const first = row * nodes.length;
    const held = weightsAt(dataset, expected, row, topK);
    const grown = held.map((weight, node) => weight * Math.exp(knownOr0(returns[first + node] as number)));
    const earned = sum(grown) - sum(held);
    gross.push(earned);
    turnover.push(held.reduce((traded, weight, node) => traded + Math.abs(weight - (before[node] as number)), 0));
    before = grown.map((weight) => weight / Math.max(LEAST, 1 + earned));
  }
  return { gross, turnover };
};

/** Capital never falls below this share of itself within a bar, so that what is left can still be divided by. */
const LEAST = 1e-6;

const weightsAt = ({ nodes, present }: Dataset, expected: Float32Array, row: number, topK: number): Float64Array => {
  const first = row * nodes.length;
  const weights = new Float64Array(nodes.length);
  const ranked = nodes.keys().filter((node) => present[first + node] === 1).toArray()
    .map((node) => ({ node, said: expected[first + node] as number }))
    .toSorted((a, b) => b.said - a.said || a.node - b.node);
  const k = Math.min(topK, Math.floor(ranked.length / 2));
  if (k === 0 || ranked[0]?.said === ranked.at(-1)?.said) return weights;
  for (const { node } of ranked.slice(0, k)) weights[node] = 1 / (2 * k);
  for (const { node } of ranked.slice(-k)) weights[node] = -1 / (2 * k);
  return weights;
};

const knownOr0 = (value: number): number => Number.isNaN(value) ? 0 : value;

const sum = (values: Float64Array): number => values.reduce((total, value) => total + value, 0);

/** Equity after each bar, 1 at the start; at 0 it stays. */
export const equityOf = (earned: readonly number[]): readonly number[] => {
  let equity = 1;
  return earned.map((value) => equity = Math.max(0, equity * (1 + value)));
};

/** Deepest fall below the highest equity so far, as a share of that. */
export const deepestFall = (equity: readonly number[]): number => {
  let [highest, deepest] = [1, 0];
  for (const value of equity) {
    highest = Math.max(highest, value);
    deepest = Math.max(deepest, 1 - value / highest);
  }
  return deepest;
};
