/**
 * What a model learns from and is scored on: for every time and node features that were known then, and what came after. Plain data
 * and typed arrays, so that it crosses a thread boundary as it is. `@streamforge/market/snapshot/apply` makes the observations of stored bars.
 */
import { csrOf, type Csr, type Edge } from './csr.ts';

/** One kind of edge, such as `lead-lag`. Row i of its matrix holds the edges that come in at node i. */
export interface Relation {
  readonly name: string;
  readonly edges: Csr;
}

/** Rows of times, from ≤ row < to. */
export interface Rows {
  readonly from: number;
  readonly to: number;
}

/** Windows in the order of time. Between two of them lies a purge of rows that no window uses. */
export interface Split {
  readonly train: Rows;
  readonly validation: Rows;
  readonly test: Rows;
  /** Rows left out before validation and before test: at least history + horizon, so that no window sees a value of the next. */
  readonly purge: number;
}

export type Window = 'train' | 'validation' | 'test';

export const windows: readonly Window[] = ['train', 'validation', 'test'];

export interface Dataset {
  /** Names of the nodes, such as symbols. */
  readonly nodes: readonly string[];
  /** Open time, epoch ms, of the newest bar that each row of features has seen; ascending. */
  readonly times: Float64Array;
  /** What is known of a node at each time, in the order of `features`; the first is always `return`. */
  readonly channels: readonly string[];
  /** Times that a model sees of each channel, the newest last: what it takes of a node is [step × channel]. */
  readonly history: number;
  /** [time × node × channel], each in units of its own deviation in training; 0, the mean, where it is missing. */
  readonly features: Float32Array;
  /** [time × node]: 1 where every channel is there for the whole history, 0 where the sample must not be used. */
  readonly present: Uint8Array;
  /** [time × node]: the log return of the bar after; NaN where it is not known. */
  readonly returns: Float32Array;
  /** Mean and deviation of each node's returns over the training window; a deviation of 0 means it never moved or is not known. */
  readonly mean: Float64Array;
  readonly deviation: Float64Array;
  readonly relations: readonly Relation[];
  readonly split: Split;
}

/** Values that a model takes of a node: every channel of every step. */
export const inputWidth = ({ history, channels }: Pick<Dataset, 'history' | 'channels'>): number => history * channels.length;

/** Whether the sample of this row and node has features and a known outcome. */
export const isSample = ({ present, returns }: Dataset, at: number): boolean => present[at] === 1 && !Number.isNaN(returns[at]);

/** Samples in these rows that have features and a known outcome. */
export const sampleCount = (dataset: Dataset, { from, to }: Rows): number => {
  const nodes = dataset.nodes.length;
  let count = 0;
  for (let at = from * nodes; at < to * nodes; at += 1) if (isSample(dataset, at)) count += 1;
  return count;
};

/** The same data without edges: what a model of each node's own history learns from. */
export const withoutEdges = (dataset: Dataset): Dataset => ({ ...dataset, relations: [] });

/** A dataset whose relations are still lists of edges. */
export interface Observations extends Omit<Dataset, 'relations'> {
  readonly relations: readonly { readonly name: string; readonly edges: readonly Edge[] }[];
}

/** The dataset of these observations; throws a RangeError for an edge to a node that there is not. */
export const datasetOf = (observed: Observations): Dataset => ({
  ...observed,
  relations: observed.relations.map(({ name, edges }) => ({ name, edges: csrOf(observed.nodes.length, edges) })),
});
