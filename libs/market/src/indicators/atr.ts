import { period, type IndicatorDefinition } from './definition.ts';
import { indicator, type Indicator, type NumericBar } from './indicator.ts';
import { settlingTime, smoothing, wilderWeight } from './smoothing.ts';

/** The widest of high to low, high to the previous close and low to the previous close. */
const trueRange = ({ high, low }: NumericBar, previousClose: number): number =>
  Math.max(high - low, Math.abs(high - previousClose), Math.abs(low - previousClose));

/**
 * Average true range, in the unit of the price: Wilder's smoothing, seeded with the mean of the first `bars` true ranges. The first bar
 * has none, so the first value comes at the bar with index `bars`. Source: Wilder (1978), TA-Lib's TA_ATR.
 */
export const atr = (bars: number): Indicator => {
  const smooth = smoothing(bars, wilderWeight(bars));
  let previousClose: number | undefined;
  return indicator((bar) => {
    const range = previousClose === undefined ? undefined : trueRange(bar, previousClose);
    previousClose = bar.close;
    return range === undefined ? undefined : smooth(range);
  });
};

export const atrDefinition: IndicatorDefinition = {
  says: 'Average true range, in the unit of the price.',
  parameters: [period(14)],
  outputs: [],
  create: ([bars = 14]) => atr(bars),
  warmUp: ([bars = 14]) => 1 + settlingTime(bars, wilderWeight(bars)),
};
