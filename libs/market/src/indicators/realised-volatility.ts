import { logReturn } from '../returns.ts';
import { period, type IndicatorDefinition } from './definition.ts';
import { indicator, type Indicator } from './indicator.ts';
import { RollingWindow } from './rolling-window.ts';

/**
 * Realised volatility a year, as a fraction: the sample standard deviation of the last `bars` log returns of the close, times the root of
 * the bars in a year. First value at the bar with index `bars`; a close that is not positive has no return and starts the window anew.
 */
export const realisedVolatility = (bars: number, barsPerYear: number): Indicator => {
  const returns = new RollingWindow(bars);
  let previousClose: number | undefined;
  return indicator(({ close }) => {
    const gained = logReturn(previousClose ?? Number.NaN, close);
    previousClose = close;
    if (gained === undefined) returns.clear();
    else if (returns.push(gained)) return returns.deviation(1) * Math.sqrt(barsPerYear);
    return undefined;
  });
};

export const realisedVolatilityDefinition: IndicatorDefinition = {
  says: 'Realised volatility a year, as a fraction, from the log returns of the close.',
  parameters: [period(20, 'period', 2)],
  outputs: [],
  create: ([bars = 20], barsPerYear) => realisedVolatility(bars, barsPerYear),
  warmUp: ([bars = 20]) => bars,
};
