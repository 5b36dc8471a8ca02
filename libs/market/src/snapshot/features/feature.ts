/**
 * What a model may know of an asset at the close of a bar: channels, by name. `return` is the log return of the bar; the others take a
 * number of bars, as in `volatility-20`, and `rank-` before any of them is its rank among all assets of that time.
 */
import { StreamForgeError } from '@streamforge/contracts/errors';
import type { BarField } from '../panel.ts';

const featureKinds = ['return', 'volatility', 'volume', 'range'] as const;
export type FeatureKind = (typeof featureKinds)[number];

export interface Feature {
  readonly name: string;
  readonly kind: FeatureKind;
  /** Bars that it looks back over, the newest among them. */
  readonly bars: number;
  /** Whether it is the rank among the assets of a time, in place of the value. */
  readonly ranked: boolean;
}

/** Features that describe most markets: three horizons, how restless, how busy, how wide, and who is ahead of the others. */
export const usualFeatures: readonly string[] = [
  'return', 'return-5', 'return-20', 'volatility-20', 'volume-20', 'range-20', 'rank-return', 'rank-return-5', 'rank-volume-20',
];

/** Fewest bars that each kind has a value of. */
const LEAST: Readonly<Record<FeatureKind, number>> = { return: 1, volatility: 2, volume: 2, range: 1 };
const MOST_BARS = 500;

const refused = (detail: string): StreamForgeError => new StreamForgeError('REQUEST_INVALID', detail);

/** Reads `return`, `return-5`, `rank-volatility-20`. Throws REQUEST_INVALID for a name that it does not know. */
export const parseFeature = (name: string): Feature => {
  const [, rank, kind, text] = /^(rank-)?(return|volatility|volume|range)(?:-([1-9]\d{0,2}))?$/.exec(name) ?? [];
  if (kind === undefined) throw refused(`There is no feature ${name}: there are ${featureKinds.join(', ')}, each with bars (volatility-20) and as rank-….`);
  const found = kind as FeatureKind;
  const bars = Number(text ?? 1);
  if (bars < LEAST[found] || bars > MOST_BARS) throw refused(`The feature ${name} takes ${LEAST[found]} to ${MOST_BARS} bars, as in ${found}-20.`);
  return { name, kind: found, bars, ranked: rank !== undefined };
};

/** Reads the channels of a snapshot. Throws REQUEST_INVALID where the first is not `return`, or a name is unknown or comes twice. */
export const parseFeatures = (names: readonly string[]): readonly Feature[] => {
  if (names[0] !== 'return') throw refused('The first feature must be return: it is what is predicted.');
  if (new Set(names).size !== names.length) throw refused(`A feature comes twice: ${names.join(', ')}.`);
  return names.map(parseFeature);
};

/** What of a bar besides its close these features look at. */
export const fieldsOf = (names: readonly string[]): readonly BarField[] => {
  const kinds = new Set(parseFeatures(names).map(({ kind }) => kind));
  return [...kinds.has('range') ? ['highs', 'lows'] as const : [], ...kinds.has('volume') ? ['volumes'] as const : []];
};

/** Whether one asset’s features rest on the bars of all, as ranks do. */
export const looksAcross = (names: readonly string[]): boolean => parseFeatures(names).some(({ ranked }) => ranked);

/** Bars that the longest of these features looks back over. */
export const longestBars = (names: readonly string[]): number => Math.max(1, ...parseFeatures(names).map(({ bars }) => bars));

/** Bars of an asset that one prediction rests on: the history, what the longest feature looks back before it, and the close before that. */
export const barsNeeded = ({ history, channels }: { readonly history: number; readonly channels: readonly string[] }): number =>
  history + longestBars(channels);
