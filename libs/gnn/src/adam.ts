/** Adam with decoupled weight decay, over all parameters of a network. */
import type { Engine } from './kernels/engine.ts';
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

/** Moments before the first step: zeros, in the engine’s memory. */
export const freshMoments = (engine: Engine, parameters: readonly Parameter[]): Moments => ({
  step: 0,
  first: parameters.map(({ value }) => engine.floats(value.length)),
  second: parameters.map(({ value }) => engine.floats(value.length)),
});

/** One step against the gradients, in place. */
export const adamStep = ({ kernels }: Engine, parameters: readonly Parameter[], moments: Moments, { learningRate, weightDecay }: AdamOptions): void => {
  moments.step += 1;
  for (const [index, { value, gradient, decays }] of parameters.entries()) {
    const [first, second] = [moments.first[index] as Float32Array, moments.second[index] as Float32Array];
    kernels.adam(value, gradient, first, second, value.length, { learningRate, decay: decays ? weightDecay : 0, l2: 0, step: moments.step });
  }
};
