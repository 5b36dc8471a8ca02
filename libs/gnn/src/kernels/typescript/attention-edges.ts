/** What GAT and GATv2 have in common: softmax over a node's incoming edges, with dropout, and the sum of what these bring. */
import { leakySlope, type AttentionDropout, type AttentionSizes, type IncomingEdges } from '../attention-kernels.ts';
import { counted, thresholdOf } from './counted.ts';

/** Leaky ReLU. */
export const leaky = (x: number): number => x > 0 ? x : leakySlope * x;

/** Its slope. */
export const leakySlopeAt = (x: number): number => x > 0 ? 1 : leakySlope;

/** Σ a[aAt + i] · b[bAt + i] over `length` numbers. */
export const dot = (a: Float32Array, aAt: number, b: Float32Array, bAt: number, length: number): number => {
  let sum = 0;
  for (let at = 0; at < length; at += 1) sum += (a[aAt + at] as number) * (b[bAt + at] as number);
  return sum;
};

/** What features add to each edge, [edge × width], by weights [feature × width]. */
export const termsOf = ({ columns, features }: IncomingEdges, weights: Float32Array, width: number): Float64Array => {
  const terms = new Float64Array(columns.length * width);
  const count = weights.length / width;
  for (let edge = 0; edge < columns.length; edge += 1) {
    for (let k = 0; k < count; k += 1) {
      const feature = features[edge * count + k] as number;
      for (let at = 0; at < width; at += 1) {
        terms[edge * width + at] = (terms[edge * width + at] as number) + feature * (weights[k * width + at] as number);
      }
    }
  }
  return terms;
};

/** Adds to the gradient of the weights by that of the terms. */
export const termsBack = ({ columns, features }: IncomingEdges, ofTerms: Float64Array, gradient: Float32Array, width: number): void => {
  const count = gradient.length / width;
  const sums = Float64Array.from(gradient);
  for (let edge = 0; edge < columns.length; edge += 1) {
    for (let k = 0; k < count; k += 1) {
      const feature = features[edge * count + k] as number;
      for (let at = 0; at < width; at += 1) {
        sums[k * width + at] = (sums[k * width + at] as number) + feature * (ofTerms[edge * width + at] as number);
      }
    }
  }
  gradient.set(sums);
};

/**
 * Turns the scores of a node's incoming edges, [edge × head] from `from` to `to`, into shares that sum up to 1 for each head, and negates
 * those that dropout leaves out: a share is above 0, so its sign is free to say so.
 */
export const softmaxOfEdges = (shares: Float32Array, from: number, to: number, heads: number, { share, seed }: AttentionDropout): void => {
  const threshold = thresholdOf(share);
  for (let first = from; first < Math.min(from + heads, to); first += 1) {
    let most = Number.NEGATIVE_INFINITY;
    for (let at = first; at < to; at += heads) most = Math.max(most, shares[at] as number);
    let sum = 0;
    for (let at = first; at < to; at += heads) {
      const power = Math.exp((shares[at] as number) - most);
      shares[at] = power;
      sum += power;
    }
    for (let at = first; at < to; at += heads) {
      const part = (shares[at] as number) / sum;
      shares[at] = threshold > 0 && counted(seed, at) < threshold ? -part : part;
    }
  }
};

/** out[row] += Σ α · what the edges bring, of values in rows `blocks` times as wide as a row of `out`, whose first block counts. */
export const addSharesOf = (
  { rows, columns }: IncomingEdges, { nodes, heads, channels }: AttentionSizes, values: Float32Array, blocks: number,
  shares: Float32Array, share: number, row: number, out: Float32Array,
): void => {
  const width = heads * channels;
  const node = row % nodes;
  const before = row - node;
  const strengthened = 1 / (1 - share);
  for (let edge = rows[node] as number; edge < (rows[node + 1] as number); edge += 1) {
    const told = (before + (columns[edge] as number)) * blocks * width;
    const sharesAt = (before / nodes * columns.length + edge) * heads;
    for (let head = 0; head < heads; head += 1) {
      const part = strengthened * Math.max(shares[sharesAt + head] as number, 0);
      for (let at = head * channels; at < (head + 1) * channels; at += 1) {
        out[row * width + at] = (out[row * width + at] as number) + part * (values[told + at] as number);
      }
    }
  }
};
