/** How a model is built and trained. Every number that a run depends on, so that it can be repeated. */
import type { Normalisation } from './csr.ts';

/** The shape of a model; with its weights all that prediction needs. */
export interface ModelConfig {
  readonly layer: 'gcn';
  /** Graph convolutions before the output; 0 is a linear model of a node's own features. */
  readonly convolutions: number;
  /** Width of each convolution. */
  readonly hidden: number;
  readonly normalisation: Normalisation;
  /** Names of the channels, and how many steps of each it sees. */
  readonly channels: readonly string[];
  readonly history: number;
  /** Names of the relations, in the order of the dataset. */
  readonly relations: readonly string[];
}

export interface TrainOptions {
  readonly convolutions: number;
  readonly hidden: number;
  readonly normalisation: Normalisation;
  /** Most epochs. */
  readonly epochs: number;
  /** Epochs without a better validation loss after which training ends. */
  readonly patience: number;
  /** Times in a batch; each brings all its nodes. */
  readonly batch: number;
  readonly learningRate: number;
  /** Decoupled: each step takes this share, times the learning rate, off the weights (not off the biases). */
  readonly weightDecay: number;
  /** Share of hidden values that a training step leaves out. */
  readonly dropout: number;
  readonly seed: number;
}

export const defaultOptions: TrainOptions = {
  convolutions: 1,
  hidden: 16,
  normalisation: 'row',
  epochs: 200,
  patience: 10,
  batch: 128,
  learningRate: 0.01,
  weightDecay: 5e-4,
  dropout: 0.1,
  seed: 1,
};

/**
 * How one epoch went. Losses are means per sample: logistic cross-entropy of the direction plus half the squared error of the return
 * in deviations.
 */
export interface Epoch {
  /** From 1. */
  readonly epoch: number;
  readonly trainLoss: number;
  readonly validationLoss: number;
  /** Share of validation samples whose direction it named. */
  readonly validationAccuracy: number;
}
