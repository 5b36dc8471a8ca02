/** What a snapshot is asked for. */
import type { Asset } from '@streamforge/contracts/events/asset';
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
