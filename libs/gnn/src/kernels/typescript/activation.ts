import type { ActivationKernels } from '../kernels.ts';
import { counted, thresholdOf } from './counted.ts';

export const activationKernels: ActivationKernels = {
  relu: (x, out, length) => {
    for (let at = 0; at < length; at += 1) out[at] = Math.max(x[at] as number, 0);
  },
  reluBack: (x, gradient, out, length) => {
    for (let at = 0; at < length; at += 1) out[at] = (x[at] as number) > 0 ? gradient[at] as number : 0;
  },
  elu: (x, out, length) => {
    for (let at = 0; at < length; at += 1) {
      const value = x[at] as number;
      out[at] = value > 0 ? value : Math.expm1(value);
    }
  },
  eluBack: (y, gradient, out, length) => {
    for (let at = 0; at < length; at += 1) {
      const value = y[at] as number;
      out[at] = (gradient[at] as number) * (value > 0 ? 1 : value + 1);
    }
  },
  dropout: (x, out, length, share, seed) => {
    const threshold = thresholdOf(share);
    const kept = Math.fround(1 / (1 - share));
    for (let at = 0; at < length; at += 1) out[at] = counted(seed, at) < threshold ? 0 : (x[at] as number) * kept;
  },
};
