/** What was fitted of a training window. */
import type { SnapshotEdge } from './edges/edge.ts';
import type { RelationName } from './options.ts';
import type { SnapshotSplit } from './split.ts';

/** What a channel of one asset is measured by. */
export interface Scale {
  readonly mean: number;
  /** 0 where it never changed, or is not known. */
  readonly deviation: number;
}

/** An asset as training knew it. */
export interface FittedAsset extends Scale {
  readonly symbol: string;
  /** Log returns in the training window, of which mean and deviation are; with fewer than 30 the asset is never a sample. */
  readonly returns: number;
  /** Of each channel after `return`, in their order. */
  readonly scales: readonly Scale[];
}

export interface FittedRelation {
  readonly name: RelationName;
  readonly edges: readonly SnapshotEdge[];
}

/** What was fitted, as plain JSON: kept with a model, it turns newer bars into the features that the model learned from. */
export interface FittedSnapshot {
  readonly history: number;
  /** Names of the features; the first is `return`. */
  readonly channels: readonly string[];
  readonly assets: readonly FittedAsset[];
  readonly relations: readonly FittedRelation[];
  readonly split: SnapshotSplit;
  /** sha256 of the bars it was fitted and split on. */
  readonly dataHash: string;
  /** sha256 of the relations and their edges. */
  readonly graphHash: string;
  /** sha256 of all that features and outcomes come from: bars, options, features, scales, relations and split. */
  readonly snapshotHash: string;
}

/** Fewest returns of an asset in training. */
export const FEWEST_RETURNS = 30;
