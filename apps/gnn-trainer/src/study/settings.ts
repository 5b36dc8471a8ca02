/** What a command says of training, as the engine, the snapshot and the study take it. */
import type { Asset } from '@streamforge/contracts/events/asset';
import type { Training } from '@streamforge/contracts/events/gnn';
import type { Fold } from '@streamforge/gnn/evaluation/fold';
import type { StudySettings } from '@streamforge/gnn/evaluation/study-options';
import { defaultOptions, type TrainOptions } from '@streamforge/gnn/options';
import type { SnapshotOptions } from '@streamforge/market/snapshot/options';

/** Graph attention learns slowly without normalised outputs and small batches (docs/adr/0033), and its validation loss rests for longer. */
const attending = { layerNorm: true, batch: 64, patience: 20 } as const;

/** What the engine is told of a training; what the command leaves open is the engine’s default, or what suits graph attention. */
export const trainOptions = (training: Training): TrainOptions => {
  const { layer, convolutions, hidden, heads, residual, layerNorm, temporal, loss, epochs, learningRate, weightDecay, dropout, attentionDropout, seed } = training;
  return {
    ...defaultOptions, ...(layer === 'gat' || layer === 'gatv2' ? attending : {}), ...(layerNorm === undefined ? {} : { layerNorm }),
    layer, convolutions, hidden, heads, residual, temporal, loss, epochs, learningRate, weightDecay, dropout, attentionDropout, seed,
  };
};

/** How a fold’s graph and scales are fitted; `declared` are the assets whose declarations may be edges. */
export const snapshotOptions = ({ history, features, relations, edgesPerAsset }: Training, declared: readonly Asset[], fold: Fold): SnapshotOptions =>
  ({ history, features, relations, edgesPerAsset, assets: declared, split: fold.windows });

/** The seeds that are trained in each fold: the first and those after it. */
export const seedsOf = ({ seed, seeds }: Training): readonly number[] => Array.from({ length: seeds }, (_, index) => seed + index);

/** What judging depends on besides the order. */
export interface Circumstances {
  /** Tried for this model until now, this one counted. */
  readonly configurations: number;
  /** A simulated market may give more away than a real one: no leak is suspected. */
  readonly simulated: boolean;
}

/** How models are judged. */
export const studySettings = (training: Training, { configurations, simulated }: Circumstances): StudySettings => {
  const { topK, costBps, measure, leakLimit } = training;
  return {
    options: trainOptions(training), seeds: seedsOf(training), configurations, measure,
    scoring: { topK, costBps },
    leakLimit: simulated || leakLimit === 1 ? null : leakLimit,
  };
};
