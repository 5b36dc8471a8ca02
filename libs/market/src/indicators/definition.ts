/** How an indicator is declared: what it is, what can be set, what it answers with. */
import type { Indicator, IndicatorValue } from './indicator.ts';

export interface Parameter {
  readonly name: string;
  readonly says: string;
  readonly default: number;
  /** Inclusive. */
  readonly min: number;
  /** Inclusive. */
  readonly max: number;
  /** Whether only whole numbers make sense. */
  readonly whole: boolean;
}

export interface IndicatorDefinition {
  /** One sentence for people. */
  readonly says: string;
  readonly parameters: readonly Parameter[];
  /** Names of its values; none when it has a single one. */
  readonly outputs: readonly string[];
  /** Makes one that has seen no bar. `parameters` in the order declared; `barsPerYear` to annualise with. */
  readonly create: (parameters: readonly number[], barsPerYear: number) => Indicator<IndicatorValue>;
  /** Bars it must see before its value no longer depends on where it started (for exponential ones: by more than 1e-12 of that). */
  readonly warmUp: (parameters: readonly number[]) => number;
  /** Why parameters that are each within bounds do not go together. */
  readonly refuses?: (parameters: readonly number[]) => string | undefined;
}

/** Longest period of any indicator, in bars. */
const LONGEST_PERIOD = 1_000;

/** A period in bars. */
export const period = (standard: number, name = 'period', min = 1): Parameter =>
  ({ name, says: `${name} in bars`, default: standard, min, max: LONGEST_PERIOD, whole: true });
