import { period, type IndicatorDefinition } from './definition.ts';
import { indicator, type Indicator } from './indicator.ts';
import { exponentialWeight, settlingTime, smoothing } from './smoothing.ts';

/** In the unit of the price. A type, not an interface: it is one of the named values an indicator may have. */
export type MacdValue = {
  /** Fast average less slow average. */
  readonly macd: number;
  /** The exponential average of `macd`. */
  readonly signal: number;
  /** `macd` less `signal`. */
  readonly histogram: number;
};

/**
 * Moving average convergence and divergence. Both averages have their first value at the bar with index slow − 1, so the fast one
 * leaves out the first slow − fast closes; the signal is seeded with the mean of the first `signal` differences, and all three are
 * there from index slow + signal − 2 on. Source: TA-Lib's TA_MACD. `fast` must be below `slow`.
 */
export const macd = (fast: number, slow: number, signal: number): Indicator<MacdValue> => {
  const fastAverage = smoothing(fast, exponentialWeight(fast));
  const slowAverage = smoothing(slow, exponentialWeight(slow));
  const signalAverage = smoothing(signal, exponentialWeight(signal));
  let seen = 0;
  return indicator(({ close }) => {
    seen += 1;
    const quick = seen > slow - fast ? fastAverage(close) : undefined;
    const calm = slowAverage(close);
    if (quick === undefined || calm === undefined) return undefined;
    const difference = quick - calm;
    const smoothed = signalAverage(difference);
    return smoothed === undefined ? undefined : { macd: difference, signal: smoothed, histogram: difference - smoothed };
  });
};

export const macdDefinition: IndicatorDefinition = {
  says: 'Moving average convergence and divergence of the close.',
  parameters: [period(12, 'fast'), period(26, 'slow', 2), period(9, 'signal')],
  outputs: ['macd', 'signal', 'histogram'],
  create: ([fast = 12, slow = 26, signal = 9]) => macd(fast, slow, signal),
  warmUp: ([, slow = 26, signal = 9]) => settlingTime(slow, exponentialWeight(slow)) + settlingTime(signal, exponentialWeight(signal)),
  refuses: ([fast = 12, slow = 26]) => fast < slow ? undefined : 'fast must be below slow',
};
