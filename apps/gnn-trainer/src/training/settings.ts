import type { Training } from '@streamforge/contracts/events/gnn';
import { defaultOptions, type TrainOptions } from '@streamforge/gnn/options';
import type { SnapshotOptions } from '@streamforge/market/snapshot/options';

/** What a command says of training, as the engine takes it. */
export const trainOptions = ({ hidden, epochs, learningRate, weightDecay, dropout, seed }: Training): TrainOptions =>
  ({ ...defaultOptions, hidden, epochs, learningRate, weightDecay, dropout, seed });

export const snapshotOptions = ({ history, features, edgesPerAsset }: Training): SnapshotOptions => ({ history, features, edgesPerAsset });
