import type { IndicatorDefinition } from './definition.ts';
import { indicator, type Indicator } from './indicator.ts';

/**
 * On-balance volume, in the base asset: the volume of bars that closed higher less that of bars that closed lower. It starts with the
 * volume of the first bar it sees, so only its changes mean something. Source: Granville; start as TA-Lib's TA_OBV.
 */
export const obv = (): Indicator => {
  let balance = 0;
  let previousClose = Number.NEGATIVE_INFINITY;
  return indicator(({ close, volume }) => {
    balance += Math.sign(close - previousClose) * volume;
    previousClose = close;
    return balance;
  });
};

export const obvDefinition: IndicatorDefinition = {
  says: 'On-balance volume, counted from the first bar asked for: only its changes mean something.',
  parameters: [],
  outputs: [],
  create: () => obv(),
  warmUp: () => 0,
};
