import { period, type IndicatorDefinition } from './definition.ts';
import { indicator, type Indicator } from './indicator.ts';
import { exponentialWeight, settlingTime, smoothing } from './smoothing.ts';

/**
 * Exponential moving average of the close: seeded with the mean of the first `bars` closes at the bar with index bars − 1, weight
 * 2 / (bars + 1) from then on. Source: TA-Lib's TA_EMA.
 */
export const ema = (bars: number): Indicator => {
  const smooth = smoothing(bars, exponentialWeight(bars));
  return indicator(({ close }) => smooth(close));
};

export const emaDefinition: IndicatorDefinition = {
  says: 'Exponential moving average of the close.',
  parameters: [period(20)],
  outputs: [],
  create: ([bars = 20]) => ema(bars),
  warmUp: ([bars = 20]) => settlingTime(bars, exponentialWeight(bars)),
};
