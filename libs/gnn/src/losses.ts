/**
 * What a model is asked of a sample, direction and return, and how wrong it was. Outputs are pairs: the logit of "up" and the expected
 * return in deviations.
 */
import type { Engine } from './kernels/engine.ts';

/** Outputs of a sample: the logit, then the expected return. */
export const outputs = 2;

/** What came true, [sample]. */
export interface Targets {
  /** 1 up, 0 not. */
  readonly up: Float32Array;
  /** The return in deviations. */
  readonly moved: Float32Array;
  /** 0 where the sample does not count. */
  readonly counts: Int32Array;
  /** The order of the nodes that count within each time, as shares whose sum is 1; only where it is to be learned. */
  readonly wanted: Float32Array | undefined;
}

/**
 * Sum over the samples that count of the logistic loss of the direction and half the squared error of the return; and, where the order
 * counts, of each time's cross-entropy times its nodes. Where `gradient` is given, it is set to `scale` times that of the sum.
 */
export const lossOf = (
  { kernels }: Engine, out: Float32Array, { up, moved, counts, wanted }: Targets, times: number, gradient?: Float32Array, scale = 1,
): number => {
  const ofSamples = kernels.directionLoss(out, up, moved, counts, gradient, counts.length, scale);
  return wanted === undefined ? ofSamples : ofSamples + kernels.rankingLoss(out, wanted, gradient, times, counts.length / times, scale);
};
