import type { OptimiserKernels } from '../kernels.ts';
import { BETA_1, BETA_2 } from '../typescript/optimiser.ts';
import type { Wasm } from './module.ts';

export const optimiserOf = ({ call, addressOf }: Wasm): OptimiserKernels => ({
  adam: (value, gradient, first, second, length, { learningRate, decay, l2, step }) => {
    const [valueAt, gradientAt] = [addressOf(value, length), addressOf(gradient, length)];
    const [firstAt, secondAt] = [addressOf(first, length), addressOf(second, length)];
    const corrections = [1 / (1 - BETA_1 ** step), 1 / (1 - BETA_2 ** step)] as const;
    call.adam(valueAt, gradientAt, firstAt, secondAt, length, learningRate, 1 - learningRate * decay, l2, ...corrections);
  },
});
