/**
 * The two things that a model is asked of a sample, direction and return, and how wrong it was. Outputs are pairs: the logit of "up"
 * and the expected return in deviations.
 */

/** Outputs of a sample: the logit, then the expected return. */
export const outputs = 2;

/** What came true, [sample]: 1 up, 0 not; the return in deviations; and 0 where the sample does not count. */
export interface Targets {
  readonly up: Float32Array;
  readonly moved: Float32Array;
  readonly counts: Uint8Array;
}

/** 1 / (1 + e^−x) without overflow. */
export const sigmoid = (x: number): number => x >= 0 ? 1 / (1 + Math.exp(-x)) : 1 - 1 / (1 + Math.exp(x));

/** −ln p of a direction whose logit is x: ln(1 + e^x) − up · x, without overflow. */
export const logisticLoss = (x: number, up: number): number => Math.max(x, 0) - x * up + Math.log1p(Math.exp(-Math.abs(x)));

/** Half the squared error, so that its gradient is the error. */
export const squaredLoss = (expected: number, moved: number): number => 0.5 * (expected - moved) ** 2;

/** Sum over the samples that count of both losses, and how many those are. Where `gradient` is given, it is set to that of their mean. */
export const lossOf = (
  out: Float32Array, { up, moved, counts }: Targets, gradient?: Float32Array,
): { readonly loss: number; readonly samples: number } => {
  let loss = 0;
  let samples = 0;
  for (let at = 0; at < counts.length; at += 1) {
    if (counts[at] === 0) continue;
    samples += 1;
    loss += logisticLoss(out[at * outputs] as number, up[at] as number) + squaredLoss(out[at * outputs + 1] as number, moved[at] as number);
  }
  if (gradient !== undefined) {
    gradient.fill(0);
    for (let at = 0; at < counts.length; at += 1) {
      if (counts[at] === 0) continue;
      gradient[at * outputs] = (sigmoid(out[at * outputs] as number) - (up[at] as number)) / samples;
      gradient[at * outputs + 1] = ((out[at * outputs + 1] as number) - (moved[at] as number)) / samples;
    }
  }
  return { loss, samples };
};
