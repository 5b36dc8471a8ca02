/** What a snapshot is asked for. */
import { StreamForgeError } from '@streamforge/contracts/errors';
import type { Asset } from '@streamforge/contracts/events/asset';
import { FEWEST_PAIRS } from './edges/correlation.ts';
import type { SplitChoice } from './split.ts';

/**
 * Kinds of edges. `lead-lag` and `correlation` are seen in the training window; `sector`, `base` and `quote` join assets that declare the
 * same one, and `declared` those of which one names the other.
 */
export const relationNames = ['lead-lag', 'correlation', 'sector', 'base', 'quote', 'declared'] as const;
export type RelationName = (typeof relationNames)[number];

/** How the pairs of a relation are held to its significance together; `edges/significance.ts` says what each promises. */
export type Correction = 'bonferroni' | 'benjamini-hochberg';

export interface SnapshotOptions {
  /** Past bars of each asset that a model sees. */
  readonly history: number;
  /** Channels, by their names in `features/feature.ts`; the first is `return`, which is the default. */
  readonly features?: readonly string[];
  /** Most incoming edges of an asset in each relation; 0 gives a graph without edges. */
  readonly edgesPerAsset: number;
  /** Which kinds of edges there are; default `lead-lag` and `correlation`. */
  readonly relations?: readonly RelationName[];
  /** Assets as they are stored: what they declare draws the edges of the declared relations. */
  readonly assets?: readonly Asset[];
  /** Probability that even one edge of a relation is chance (Bonferroni), or the share of edges that are (Benjamini-Hochberg); default 0.01. */
  readonly significance?: number;
  /** Default `bonferroni`. */
  readonly correction?: Correction;
  /** Bars of the rolling window that correlation edges are taken from; default 1,000. Lead-lag edges take the whole training window. */
  readonly correlationBars?: number;
  /** How many such windows, one before the other from the end of training on, are averaged; default 1, the newest. */
  readonly correlationWindows?: number;
  /** Which bars train, validate and test: windows given from outside, such as a fold’s, or where to cut; default 15 % and 20 %. */
  readonly split?: SplitChoice;
  /** Bars left out between windows; default history and what the longest feature looks back. */
  readonly purge?: number;
}

const whole = (value: number, least: number): boolean => Number.isSafeInteger(value) && value >= least;

/** Throws REQUEST_INVALID for a choice that can't be, and says which. */
export const checkOptions = (options: SnapshotOptions): void => {
  const { history, edgesPerAsset, relations = [], significance = 1, correlationBars = FEWEST_PAIRS, correlationWindows = 1 } = options;
  const rules: readonly (readonly [boolean, string])[] = [
    [whole(history, 1), `a history of ${history} bars: it must be 1 or more`],
    [whole(edgesPerAsset, 0), `${edgesPerAsset} edges per asset: it must be 0 or more`],
    [significance > 0 && significance <= 1, `a significance of ${significance}: it must be above 0 and at most 1`],
    [whole(correlationBars, FEWEST_PAIRS), `a correlation of ${correlationBars} bars: it must be of ${FEWEST_PAIRS} or more`],
    [whole(correlationWindows, 1), `${correlationWindows} windows of correlation: it must be 1 or more`],
    [new Set(relations).size === relations.length, `a relation comes twice: ${relations.join(', ')}`],
    [relations.every((name) => relationNames.includes(name)), `a relation of ${relations.join(', ')} that there is not: there are ${relationNames.join(', ')}`],
  ];
  for (const [holds, says] of rules) if (!holds) throw new StreamForgeError('REQUEST_INVALID', `The snapshot asks for ${says}.`);
};
