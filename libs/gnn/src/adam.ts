/** Adam with decoupled weight decay. */
import type { Parameter } from './layers/layer.ts';

/** First and second moments of the gradients of each parameter, and the steps taken. */
export interface Moments {
  step: number;
  readonly first: readonly Float32Array[];
  readonly second: readonly Float32Array[];
}

export interface AdamOptions {
  readonly learningRate: number;
  readonly weightDecay: number;
}

const BETA_1 = 0.9;
const BETA_2 = 0.999;
const EPSILON = 1e-8;

export const freshMoments = (parameters: readonly Parameter[]): Moments => ({
  step: 0,
  first: parameters.map(({ value }) => new Float32Array(value.length)),
  second: parameters.map(({ value }) => new Float32Array(value.length)),
});

/**
 * One step against the gradients, in place.
 * Source: Kingma and Ba, Adam (2015), algorithm 1; Loshchilov and Hutter, Decoupled weight decay regularization (2019), algorithm 2.
 */
export const adamStep = (parameters: readonly Parameter[], moments: Moments, { learningRate, weightDecay }: AdamOptions): void => {
  moments.step += 1;
  const correction1 = 1 - BETA_1 ** moments.step;
  const correction2 = 1 - BETA_2 ** moments.step;
  for (const [index, { value, gradient, decays }] of parameters.entries()) {
    const first = moments.first[index] as Float32Array;
    const second = moments.second[index] as Float32Array;
    const kept = decays ? 1 - learningRate * weightDecay : 1;
    for (let at = 0; at < value.length; at += 1) {
      const slope = gradient[at] as number;
      first[at] = BETA_1 * (first[at] as number) + (1 - BETA_1) * slope;
      second[at] = BETA_2 * (second[at] as number) + (1 - BETA_2) * slope * slope;
      const step = (first[at] as number) / correction1 / (Math.sqrt((second[at] as number) / correction2) + EPSILON);
      value[at] = kept * (value[at] as number) - learningRate * step;
    }
  }
};
