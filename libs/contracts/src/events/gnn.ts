import { z } from 'zod';
import { CoordinatesOfRecord } from './coordinates.ts';
import { Exchange, Id, IntervalName, Symbol, Time } from './fields.ts';

/** Name of a registered model; versions count from 1 under it. */
export const ModelName = z.string().regex(/^[a-z][a-z0-9-]{0,62}$/, 'lower-case letters, digits and -, at most 63')
  .describe('Registered model.');
const ModelVersion = z.int().min(1).describe('Version of the registered model, from 1.');
const Share = z.number().min(0).max(1);

/** Which bars a model learns from. */
export const Universe = z.strictObject({
  exchange: Exchange,
  interval: IntervalName,
  symbols: z.array(Symbol).max(500).default([]).describe('Empty: every asset of the exchange that has bars of the interval.'),
  /** Optional: without it from the first stored bar. */
  from: Time.optional(),
  /** Optional: without it to the newest stored bar when the job starts. */
  to: Time.optional(),
});
export type Universe = z.output<typeof Universe>;

/** Kinds of graph layers: relational GCN, GraphSAGE with means, graph attention and its second version. */
export const layerTypes = ['gcn', 'sage', 'gat', 'gatv2'] as const;

/** Who leads whom and who moves together, as the training window shows it; and what assets declare: what they share, or each other. */
const relationKinds = ['lead-lag', 'correlation', 'sector', 'base', 'quote', 'declared'] as const;

/** A channel of the past that a model sees; which there are is the trainer’s to say. */
const FeatureName = z.string().regex(/^[a-z][a-z0-9-]{0,31}$/, 'lower-case letters, digits and -, at most 32');

/**
 * How a model is trained and judged. Graph, scaler and weights are fitted on each fold’s training window only. The defaults are quick; a
 * judgement that carries weight takes several folds and at least five seeds.
 */
export const Training = z.strictObject({
  layer: z.enum(layerTypes).default('gcn'),
  history: z.int().min(1).max(128).default(5).describe('Past bars of each asset that it sees.'),
  features: z.array(FeatureName).min(1).max(32).default(['return']).describe('What it sees of each bar; the return is always the first.'),
  convolutions: z.int().min(1).max(4).default(1).describe('Graph layers, one after the other.'),
  hidden: z.int().min(1).max(256).default(16).describe('Whole width of a hidden layer.'),
  heads: z.int().min(1).max(16).default(4).describe('Heads of graph attention; they divide the width. Other layers have none.'),
  residual: z.boolean().default(false).describe('Whether each layer’s input is added to its output.'),
  /** Optional: absent means that graph attention is normalised and other layers are not. */
  layerNorm: z.boolean().optional().describe('Whether each layer’s output is normalised.'),
  temporal: z.enum(['none', 'gru', 'convolution']).default('none').describe('What reads the past of each asset before the graph does.'),
  loss: z.enum(['direction', 'ranking']).default('direction').describe('Name each direction, or order the assets of each time.'),
  epochs: z.int().min(1).max(10_000).default(200).describe('Most epochs; training ends sooner when validation stops improving.'),
  learningRate: z.number().gt(0).max(1).default(0.01),
  weightDecay: z.number().min(0).max(1).default(5e-4),
  dropout: z.number().min(0).max(0.95).default(0.1),
  attentionDropout: z.number().min(0).max(0.95).default(0),
  relations: z.array(z.enum(relationKinds)).max(relationKinds.length).default(['lead-lag', 'correlation']).describe('Kinds of edges that there are.'),
  edgesPerAsset: z.int().min(0).max(64).default(3).describe('Most incoming edges of an asset, of each kind.'),
  seed: z.int().min(0).max(0xffff_ffff).default(1),
  seeds: z.int().min(1).max(20).default(1).describe('How many are trained in each fold: the seed and those after it.'),
  folds: z.int().min(1).max(20).default(1).describe('Walk-forward folds; each trains on what lies before its own test window.'),
  embargo: z.int().min(0).max(1_000).default(5).describe('Bars left out between two windows, beside those that a history spans.'),
  costBps: z.number().min(0).max(1_000).default(10).describe('Cost of each trade in the backtest, in basis points of what is traded.'),
  measure: z.enum(['accuracy', 'ic', 'rankIc']).default('accuracy').describe('What decides whether the model is better than its baselines.'),
  leakLimit: z.number().min(0.5).max(1).default(0.55)
    .describe('Accuracy above which a leak is suspected and nothing promoted: no real market gives as much away. 1: never, nor where all assets are declared simulated.'),
  topK: z.int().min(1).max(100).default(3).describe('Assets that the backtest holds at a time, at most half of them.'),
});
export type Training = z.output<typeof Training>;

/** An order to the trainer. The job id names it: sending it again is the same order; `cancel` names the job to cancel. */
export const GnnCommand = z.strictObject({
  job: Id,
  command: z.enum(['train', 'evaluate', 'predict', 'cancel', 'promote', 'rollback']),
  model: ModelName,
  /** Required to train; elsewhere the model knows its own. */
  universe: Universe.optional(),
  /** Optional: absent means the defaults. */
  training: Training.optional(),
  /** Optional: absent means the champion, or the newest version where there is none; to promote, the newest. */
  version: ModelVersion.optional(),
  /** Optional: true promotes a version that is no better than its best baseline too. */
  force: z.boolean().optional(),
  time: Time,
});
export type GnnCommand = z.output<typeof GnnCommand>;

/** A trained model version, where its artefact lies and what it is worth against the best baseline. */
export const GnnModel = z.strictObject({
  model: ModelName,
  version: ModelVersion,
  run: Id,
  /** Prefix of its objects in the object store. */
  prefix: z.string().min(1).max(400),
  sha256: z.string().regex(/^[0-9a-f]{64}$/).describe('Of its manifest.'),
  trainedFrom: Time,
  trainedTo: Time,
  accuracy: Share.describe('Share of test samples whose direction it named.'),
  baseline: z.strictObject({ name: z.string().min(1).max(100), accuracy: Share }).describe('The best one on the same samples.'),
  better: z.boolean().describe('Whether it beats that baseline beyond the interval.'),
  verdict: z.string().max(1_000),
  time: Time,
});
export type GnnModel = z.output<typeof GnnModel>;

/** What a model version expects of an asset’s next bar, and the records it looked at. */
export const GnnPrediction = z.strictObject({
  model: ModelName,
  version: ModelVersion,
  exchange: Exchange,
  symbol: Symbol,
  interval: IntervalName,
  openTime: Time.describe('Open time of the bar that it is about.'),
  probabilityUp: Share.describe('That the bar closes above the close before it.'),
  expectedReturn: z.number().describe('Log return that it expects of the bar.'),
  /** Records of the newest bars that it saw, one of each asset at most. */
  basis: z.array(CoordinatesOfRecord).max(500).default([]),
});
export type GnnPrediction = z.output<typeof GnnPrediction>;
