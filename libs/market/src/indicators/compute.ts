/** The values of chosen indicators over a range of bars. */
import type { CalendarName } from '@streamforge/contracts/events/asset';
import type { Candle } from '@streamforge/contracts/events/candle';
import { barsPerYear } from '../interval.ts';
import { numericBar, valuesOver, type IndicatorValue, type NumericBar } from './indicator.ts';
import { definitionOf, type IndicatorSpec } from './spec.ts';

/** Of a bar, what indicators are computed from; decimals as text. */
export type IndicatorBar = Pick<Candle, 'interval' | keyof NumericBar>;

/** One value for each bar; null while warming up. */
export type Column = readonly (number | null)[];

/**
 * The columns of each indicator, in the order asked for: named as the specification (`ema:20`), with the output behind it where there
 * are several (`macd:12,26,9.signal`). `bars` are of one series, ascending; the calendar only matters to what is annualised.
 */
export const computeIndicators = (
  bars: readonly IndicatorBar[], specs: readonly IndicatorSpec[], calendar: CalendarName = '24/7',
): Readonly<Record<string, Column>> => {
  const [first] = bars;
  const yearly = first === undefined ? 0 : barsPerYear(first.interval, calendar);
  const numeric = bars.map(numericBar);
  return Object.fromEntries(specs.flatMap((spec) => {
    const { outputs, create } = definitionOf(spec);
    const values = valuesOver(create(spec.parameters, yearly), numeric);
    return outputs.length === 0
      ? [[spec.text, values.map((value) => outputOf(value))]]
      : outputs.map((output) => [`${spec.text}.${output}`, values.map((value) => outputOf(value, output))]);
  }));
};

const outputOf = (value: IndicatorValue | undefined, output = ''): number | null =>
  (typeof value === 'object' ? value[output] : value) ?? null;
