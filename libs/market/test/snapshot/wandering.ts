/** Bars that wander by chance: small markets for tests. */
import { alignBars, type BarSeries, type Panel } from '../../src/snapshot/panel.ts';
import { wander } from '../wander.ts';

export const MINUTE = 60_000;
export const START = Date.UTC(2024, 0, 1);
export const grid = { interval: '1m', calendar: '24/7' } as const;
/** Bars of each series. */
export const bars = 400;

export interface Wandering {
  readonly first?: number;
  readonly until?: number;
  readonly without?: readonly number[];
}

const chosen = (symbol: string, { first = 0, until = bars, without = [] }: Wandering, columns: Readonly<Record<string, readonly number[]>>): BarSeries => {
  const kept = Array.from({ length: bars }, (_, bar) => bar).filter((bar) => bar >= first && bar < until && !without.includes(bar));
  const of = (column: readonly number[] = []): readonly number[] => kept.map((bar) => column[bar] as number);
  const { closes, ...others } = columns;
  return { symbol, openTimes: kept.map((bar) => START + bar * MINUTE), closes: of(closes), ...Object.fromEntries(Object.entries(others).map(([name, column]) => [name, of(column)])) };
};

/** Closes that move by chance, and one bar later by what `leader` did. */
export const closesOf = (seed: number, leader?: Float64Array): readonly number[] => {
  let price = 100;
  return Array.from(wander(bars, seed), (move, bar) => {
    price *= Math.exp(0.01 * (move + (leader?.[bar - 1] ?? 0)));
    return price;
  });
};

/** Closes only, of bars from `first` on, without the bars left out. */
export const wandering = (symbol: string, seed: number, some: Wandering = {}): BarSeries => chosen(symbol, some, { closes: closesOf(seed) });

/** Whole bars: open, high, low and volume too. */
export const wholeBars = (symbol: string, seed: number, some: Wandering = {}, closes = closesOf(seed)): BarSeries => {
  const [above, below, volumes] = [wander(bars, seed + 100), wander(bars, seed + 200), wander(bars, seed + 300)];
  const opens = closes.map((close, bar) => closes[bar - 1] ?? close);
  const highs = closes.map((close, bar) => Math.max(close, opens[bar] as number) * Math.exp(0.003 * Math.abs(above[bar] as number)));
  const lows = closes.map((close, bar) => Math.min(close, opens[bar] as number) * Math.exp(-0.003 * Math.abs(below[bar] as number)));
  return chosen(symbol, some, { closes, opens, highs, lows, volumes: Array.from(volumes, (each) => 10 * Math.exp(each)) });
};

export const panelOf = (...series: readonly BarSeries[]): Panel => alignBars(series, grid);
