import { period, type IndicatorDefinition } from './definition.ts';
import { indicator, type Indicator } from './indicator.ts';
import { RollingWindow } from './rolling-window.ts';

/** Simple moving average: the mean of the last `bars` closes. First value at the bar with index bars − 1. */
export const sma = (bars: number): Indicator => {
  const closes = new RollingWindow(bars);
  return indicator(({ close }) => closes.push(close) ? closes.mean() : undefined);
};

export const smaDefinition: IndicatorDefinition = {
  says: 'Simple moving average of the close.',
  parameters: [period(20)],
  outputs: [],
  create: ([bars = 20]) => sma(bars),
  warmUp: ([bars = 20]) => bars - 1,
};
