/**
 * Windows of consecutive closed bars as vectors, so that moments can be compared whatever their price, volume and market.
 *
 * A window is the 32 bars (`WINDOW_BARS`) that it consists of and rests on nothing else. Its vector has the log return of each bar, from the close
 * before it (of the first bar: from its own open), then the log volume of each bar; either half standardised to mean 0 and variance 1. Volume
 * zero has no logarithm and counts as the smallest volume above zero in the window. A half that never changed has no variance: it is all ones,
 * which no standardised half has anything in common with, so that still moments are like each other and like nothing else.
 */
import type { Interval } from '@streamforge/contracts/interval';
import { WINDOW_BARS } from '@streamforge/contracts/vector-collections';
import { nextOpen } from './interval.ts';

/** What a window needs of a closed bar. Prices are above zero, volume is not below. */
export interface WindowBar {
  /** Epoch milliseconds. */
  readonly openTime: number;
  readonly open: number;
  readonly close: number;
  readonly volume: number;
}

/** Differences of logarithms below this are rounding. */
const STILL = 1e-12;

const standardise = (half: Float64Array, into: Float32Array): void => {
  let [sum, least, most] = [0, Infinity, -Infinity];
  for (const value of half) {
    sum += value;
    if (value < least) least = value;
    if (value > most) most = value;
  }
  if (most - least < STILL) {
    into.fill(1);
    return;
  }
  const mean = sum / half.length;
  let squares = 0;
  for (const value of half) squares += (value - mean) ** 2;
  const deviation = Math.sqrt(squares / half.length);
  for (const [at, value] of half.entries()) into[at] = (value - mean) / deviation;
};

/** The vector of the window that ends with `bars[last]`; the 32 bars up to it must be consecutive. */
export const windowVector = (bars: readonly WindowBar[], last: number): Float32Array => {
  const first = last - WINDOW_BARS + 1;
  const returns = new Float64Array(WINDOW_BARS);
  const volumes = new Float64Array(WINDOW_BARS);
  let previous = bars[first]!.open;
  let quietest = Infinity;
  for (let at = 0; at < WINDOW_BARS; at += 1) {
    const { close, volume } = bars[first + at]!;
    returns[at] = Math.log(close / previous);
    volumes[at] = volume;
    if (volume > 0 && volume < quietest) quietest = volume;
    previous = close;
  }
  for (let at = 0; at < WINDOW_BARS; at += 1) volumes[at] = quietest === Infinity ? 0 : Math.log(volumes[at] || quietest);
  const vector = new Float32Array(2 * WINDOW_BARS);
  standardise(returns, vector.subarray(0, WINDOW_BARS));
  standardise(volumes, vector.subarray(WINDOW_BARS));
  return vector;
};

/** Places of bars, ascending by open time, with which a full window ends: the 32 bars up to it follow one another without a gap. */
export const windowEnds = (interval: Interval, bars: readonly WindowBar[]): readonly number[] => {
  const ends: number[] = [];
  let run = 0;
  let expected = Number.NaN;
  for (const [at, { openTime }] of bars.entries()) {
    run = openTime === expected ? run + 1 : 1;
    expected = nextOpen(interval, openTime);
    if (run >= WINDOW_BARS) ends.push(at);
  }
  return ends;
};

/** Log return from the close of `bars[last]` to that of the bar after it; undefined where the next bar is not the one that follows. */
export const forwardReturn = (interval: Interval, bars: readonly WindowBar[], last: number): number | undefined => {
  const [bar, next] = [bars[last]!, bars[last + 1]];
  return next === undefined || next.openTime !== nextOpen(interval, bar.openTime) ? undefined : Math.log(next.close / bar.close);
};
