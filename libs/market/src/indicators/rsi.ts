import { period, type IndicatorDefinition } from './definition.ts';
import { indicator, type Indicator } from './indicator.ts';
import { settlingTime, smoothing, wilderWeight } from './smoothing.ts';

/** Neither rises nor falls: neither strong nor weak. */
const NEUTRAL = 50;

/**
 * Relative strength index, 0 to 100: the share of rises in all movement of the close, both smoothed as Wilder does and seeded with the
 * mean of the first `bars` changes; first value at the bar with index `bars`. Without any movement it is 50, where TA-Lib says 0.
 * Source: Wilder, New Concepts in Technical Trading Systems (1978).
 */
export const rsi = (bars: number): Indicator => {
  const rises = smoothing(bars, wilderWeight(bars));
  const falls = smoothing(bars, wilderWeight(bars));
  let previous: number | undefined;
  return indicator(({ close }) => {
    const change = previous === undefined ? undefined : close - previous;
    previous = close;
    if (change === undefined) return undefined;
    const rise = rises(Math.max(change, 0));
    const fall = falls(Math.max(-change, 0));
    if (rise === undefined || fall === undefined) return undefined;
    return rise + fall === 0 ? NEUTRAL : (100 * rise) / (rise + fall);
  });
};

export const rsiDefinition: IndicatorDefinition = {
  says: 'Relative strength index of the close, 0 to 100.',
  parameters: [period(14)],
  outputs: [],
  create: ([bars = 14]) => rsi(bars),
  warmUp: ([bars = 14]) => 1 + settlingTime(bars, wilderWeight(bars)),
};
