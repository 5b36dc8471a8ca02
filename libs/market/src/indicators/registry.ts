/** Every indicator under the name that users give it. */
import { atrDefinition } from './atr.ts';
import { bollingerDefinition } from './bollinger.ts';
import type { IndicatorDefinition } from './definition.ts';
import { emaDefinition } from './ema.ts';
import { macdDefinition } from './macd.ts';
import { obvDefinition } from './obv.ts';
import { realisedVolatilityDefinition } from './realised-volatility.ts';
import { rsiDefinition } from './rsi.ts';
import { smaDefinition } from './sma.ts';

export const indicators = {
  sma: smaDefinition,
  ema: emaDefinition,
  rsi: rsiDefinition,
  macd: macdDefinition,
  atr: atrDefinition,
  bb: bollingerDefinition,
  obv: obvDefinition,
  rv: realisedVolatilityDefinition,
} as const satisfies Record<string, IndicatorDefinition>;

export type IndicatorName = keyof typeof indicators;

export const indicatorNames = Object.keys(indicators) as readonly IndicatorName[];

/** Whether there is an indicator of this name. */
export const isIndicatorName = (name: string): name is IndicatorName => Object.hasOwn(indicators, name);
