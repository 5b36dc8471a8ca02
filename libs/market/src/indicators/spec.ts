/** How a user names an indicator with its parameters: `ema:20`, `macd:12,26,9`, `bb` for its defaults. */
import { TerminalError } from '@streamforge/contracts/errors';
import type { IndicatorDefinition, Parameter } from './definition.ts';
import { indicatorNames, indicators, isIndicatorName, type IndicatorName } from './registry.ts';

export interface IndicatorSpec {
  readonly name: IndicatorName;
  /** All of them, defaults filled in, in the order the registry declares. */
  readonly parameters: readonly number[];
  /** The one spelling of it, with all parameters: `bb` → `bb:20,2`. */
  readonly text: string;
}

/** Most indicators that one question may ask for. */
export const MOST_SPECS = 20;

/** The declaration behind a specification. */
export const definitionOf = ({ name }: Pick<IndicatorSpec, 'name'>): IndicatorDefinition => indicators[name];

/** Reads one specification; parameters left out take their defaults. Throws REQUEST_INVALID and says what would be right. */
export const parseSpec = (text: string): IndicatorSpec => {
  const [, name = '', given] = /^([a-z]+)(?::(.*))?$/s.exec(text.trim()) ?? [];
  if (!isIndicatorName(name)) throw invalid(text, `the indicators are ${indicatorNames.join(', ')}`);
  const definition = definitionOf({ name });
  const values = given === undefined ? [] : given.split(',');
  const most = definition.parameters.length;
  if (values.length > most) throw invalid(text, `it takes ${most} parameters: ${signature(name)}`);
  const parameters = definition.parameters.map((parameter, index) => readParameter(parameter, values[index], text));
  const refusal = definition.refuses?.(parameters);
  if (refusal !== undefined) throw invalid(text, refusal);
  return { name, parameters, text: parameters.length === 0 ? name : `${name}:${parameters.join(',')}` };
};

/** Reads a list such as `ema:20,macd:12,26,9,obv`: a comma before a letter starts the next one. Each is kept once. */
export const parseSpecs = (list: string): readonly IndicatorSpec[] => {
  const specs = new Map<string, IndicatorSpec>();
  for (const text of list.split(/,(?=\s*[a-z])/).filter((part) => part.trim() !== '')) {
    const spec = parseSpec(text);
    specs.set(spec.text, spec);
  }
  if (specs.size > MOST_SPECS) throw new TerminalError('REQUEST_INVALID', `Ask for at most ${MOST_SPECS} indicators at once.`);
  return [...specs.values()];
};

/** Bars before a range that must be seen so that the values within it no longer depend on where they started. */
export const warmUp = (spec: IndicatorSpec): number => definitionOf(spec).warmUp(spec.parameters);

/** `macd:fast,slow,signal`. */
export const signature = (name: IndicatorName): string => {
  const names = definitionOf({ name }).parameters.map((parameter) => parameter.name);
  return names.length === 0 ? name : `${name}:${names.join(',')}`;
};

const NUMBER = /^\s*\d{1,9}(?:\.\d{1,9})?\s*$/;

const readParameter = ({ name, default: standard, min, max, whole }: Parameter, given: string | undefined, text: string): number => {
  if (given === undefined) return standard;
  const value = NUMBER.test(given) ? Number(given) : Number.NaN;
  if (value >= min && value <= max && (!whole || Number.isInteger(value))) return value;
  throw invalid(text, `${name} must be a ${whole ? 'whole ' : ''}number from ${min} to ${max}`);
};

const invalid = (text: string, reason: string): TerminalError =>
  new TerminalError('REQUEST_INVALID', `The indicator ${JSON.stringify(text.slice(0, 40))} can’t be read: ${reason}.`);
