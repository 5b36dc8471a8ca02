import type { OptimiserKernels } from '../kernels.ts';

export const BETA_1 = 0.9;
export const BETA_2 = 0.999;
const EPSILON = 1e-8;

export const optimiserKernels: OptimiserKernels = {
  adam: (value, gradient, first, second, length, { learningRate, decay, l2, step }) => {
    const correction1 = 1 - BETA_1 ** step;
    const correction2 = 1 - BETA_2 ** step;
    const kept = 1 - learningRate * decay;
    for (let at = 0; at < length; at += 1) {
      const held = value[at] as number;
      const slope = (gradient[at] as number) + l2 * held;
      const mean = BETA_1 * (first[at] as number) + (1 - BETA_1) * slope;
      const square = BETA_2 * (second[at] as number) + (1 - BETA_2) * slope * slope;
      first[at] = mean;
      second[at] = square;
      value[at] = kept * held - learningRate * (mean / correction1) / (Math.sqrt(square / correction2) + EPSILON);
    }
  },
};
