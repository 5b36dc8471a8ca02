import { period, type IndicatorDefinition } from './definition.ts';
import { indicator, type Indicator } from './indicator.ts';
import { RollingWindow } from './rolling-window.ts';

/** In the unit of the price. A type, not an interface: it is one of the named values an indicator may have. */
export type BollingerValue = {
  readonly upper: number;
  readonly middle: number;
  readonly lower: number;
};

/** Bollinger bands: the simple moving average of the close, and `width` population standard deviations above and below it. */
export const bollinger = (bars: number, width: number): Indicator<BollingerValue> => {
  const closes = new RollingWindow(bars);
  return indicator(({ close }) => {
    if (!closes.push(close)) return undefined;
    const middle = closes.mean();
    const reach = width * closes.deviation(0);
    return { upper: middle + reach, middle, lower: middle - reach };
  });
};

export const bollingerDefinition: IndicatorDefinition = {
  says: 'Bollinger bands: a simple moving average of the close, and standard deviations above and below it.',
  parameters: [
    period(20, 'period', 2),
    { name: 'width', says: 'standard deviations from the middle to each band', default: 2, min: 0.1, max: 10, whole: false },
  ],
  outputs: ['upper', 'middle', 'lower'],
  create: ([bars = 20, width = 2]) => bollinger(bars, width),
  warmUp: ([bars = 20]) => bars - 1,
};
