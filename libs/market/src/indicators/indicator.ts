/** An indicator takes one bar after another and answers with its value once it has seen enough of them. */
import type { Candle } from '@streamforge/contracts/events/candle';

/** A bar as numeric models see it: floats. Nothing that is kept or paid is computed from it. */
export interface NumericBar {
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
}

/** A candle's decimals as floats. */
export const numericBar = ({ high, low, close, volume }: Pick<Candle, keyof NumericBar>): NumericBar =>
  ({ high: Number(high), low: Number(low), close: Number(close), volume: Number(volume) });

/** One number, or several under their names. */
export type IndicatorValue = number | Readonly<Record<string, number>>;

export interface Indicator<Value extends IndicatorValue = number> {
  /** Takes the next bar, in order of time; undefined while warming up, never NaN or infinite. A bar that is not all numbers is skipped. */
  push(bar: NumericBar): Value | undefined;
}

/** Makes an indicator of what it does with each bar, and keeps NaN and infinities out at both ends. */
export const indicator = <Value extends IndicatorValue>(next: (bar: NumericBar) => Value | undefined): Indicator<Value> => ({
  push: (bar) => {
    if (!isNumeric(bar)) return undefined;
    const value = next(bar);
    return value !== undefined && isFiniteValue(value) ? value : undefined;
  },
});

const isNumeric = ({ high, low, close, volume }: NumericBar): boolean =>
  Number.isFinite(high) && Number.isFinite(low) && Number.isFinite(close) && Number.isFinite(volume);

const isFiniteValue = (value: IndicatorValue): boolean => typeof value === 'number'
  ? Number.isFinite(value)
  : Object.values(value).every((each) => Number.isFinite(each));

/** The values at each of the bars: the same code as bar by bar, so the same numbers. Give it an indicator that has seen no bar yet. */
export const valuesOver = <Value extends IndicatorValue>(
  fresh: Indicator<Value>, bars: readonly NumericBar[],
): readonly (Value | undefined)[] => bars.map((bar) => fresh.push(bar));
