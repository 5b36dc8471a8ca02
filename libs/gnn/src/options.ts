/** How a model is built and trained. Every number that a run depends on, so that it can be repeated. */
import type { Normalisation } from './csr.ts';

/** What takes neighbours in: a convolution by relation, a mean of neighbours, or attention to them. */
export const layerTypes = ['gcn', 'sage', 'gat', 'gatv2'] as const;
export type LayerType = (typeof layerTypes)[number];

/** What sees the steps of a node before the graph does: nothing (all steps side by side), a gated recurrent unit, a causal convolution. */
export const temporalTypes = ['none', 'gru', 'convolution'] as const;
export type TemporalType = (typeof temporalTypes)[number];

/** What training makes small: the error of direction and return, or that and the error of the order of nodes within each time. */
export const lossTypes = ['direction', 'ranking'] as const;
export type LossType = (typeof lossTypes)[number];

/** How a model is built, whatever data it sees. */
export interface ModelChoices {
  readonly layer: LayerType;
  /** Graph layers before the output; 0 is a linear model of what the temporal part gives, or of a node's own features. */
  readonly convolutions: number;
  /** Width of each of them, and of the temporal part. */
  readonly hidden: number;
  /** Attention heads, side by side: they divide `hidden`. Of gat and gatv2 only. */
  readonly heads: number;
  /** Of gcn only. */
  readonly normalisation: Normalisation;
  /** Whether each graph layer adds what came in, through weights of its own where the widths differ. */
  readonly residual: boolean;
  /** Whether each graph layer's outputs are brought to mean 0 and deviation 1 over each node's values, then scaled as learned. */
  readonly layerNorm: boolean;
  readonly temporal: TemporalType;
}

/** The shape of a model; with its weights all that prediction needs. */
export interface ModelConfig extends ModelChoices {
  /** Names of the channels, and how many steps of each it sees. */
  readonly channels: readonly string[];
  readonly history: number;
  /** Names of the relations, in the order of the dataset. */
  readonly relations: readonly string[];
}

export interface TrainOptions extends ModelChoices {
  readonly loss: LossType;
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
  /** Share of attention coefficients that a training step leaves out. Of gat and gatv2 only. */
  readonly attentionDropout: number;
  readonly seed: number;
}

export const defaultOptions: TrainOptions = {
  layer: 'gcn',
  convolutions: 1,
  hidden: 16,
  heads: 4,
  normalisation: 'row',
  residual: false,
  layerNorm: false,
  temporal: 'none',
  loss: 'direction',
  epochs: 200,
  patience: 10,
  batch: 128,
  learningRate: 0.01,
  weightDecay: 5e-4,
  dropout: 0.1,
  attentionDropout: 0,
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
