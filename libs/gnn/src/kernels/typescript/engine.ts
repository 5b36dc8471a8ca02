import type { Engine } from '../engine.ts';
import { activationKernels } from './activation.ts';
import { arrayKernels } from './array.ts';
import { attentionKernels } from './attention.ts';
import { denseKernels } from './dense.ts';
import { lossKernels } from './loss.ts';
import { normKernels } from './norm.ts';
import { optimiserKernels } from './optimiser.ts';
import { sparseKernels } from './sparse.ts';

/** Kernels in plain TypeScript over arrays on the heap: what the others are held to, and what runs where nothing else can. */
export const typescriptEngine = (): Engine => {
  let taken = 0;
  return {
    name: 'typescript',
    kernels: {
      ...denseKernels, ...arrayKernels, ...sparseKernels, ...activationKernels, ...normKernels, ...attentionKernels, ...lossKernels, ...optimiserKernels,
    },
    floats: (length) => {
      taken += 4 * length;
      return new Float32Array(length);
    },
    ints: (length) => {
      taken += 4 * length;
      return new Int32Array(length);
    },
    taken: () => taken,
  };
};
