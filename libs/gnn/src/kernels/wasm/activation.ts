import type { ActivationKernels } from '../kernels.ts';
import { thresholdOf } from '../typescript/counted.ts';
import type { Wasm } from './module.ts';

export const activationOf = ({ call, addressOf }: Wasm): ActivationKernels => ({
  relu: (x, out, length) => {
    call.relu(addressOf(x, length), addressOf(out, length), length);
  },
  reluBack: (x, gradient, out, length) => {
    call.reluBack(addressOf(x, length), addressOf(gradient, length), addressOf(out, length), length);
  },
  elu: (x, out, length) => {
    call.elu(addressOf(x, length), addressOf(out, length), length);
  },
  eluBack: (y, gradient, out, length) => {
    call.eluBack(addressOf(y, length), addressOf(gradient, length), addressOf(out, length), length);
  },
  dropout: (x, out, length, share, seed) => {
    call.dropout(addressOf(x, length), addressOf(out, length), length, thresholdOf(share), 1 / (1 - share), seed);
  },
});
