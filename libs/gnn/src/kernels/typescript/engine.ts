import type { Engine } from '../engine.ts';
import type { Kernels } from '../kernels.ts';
import { activationKernels } from './activation.ts';
import { arrayKernels } from './array.ts';
import { attentionKernels } from './attention.ts';
import { denseKernels } from './dense.ts';
import { lossKernels } from './loss.ts';
import { normKernels } from './norm.ts';
import { optimiserKernels } from './optimiser.ts';
import { rankingKernels } from './ranking.ts';
import { sparseKernels } from './sparse.ts';
import { temporalKernels } from './temporal.ts';

/** Kernels in plain TypeScript: what the others are held to, and what runs where nothing else can. */
const typescriptKernels: Kernels = {
  ...activationKernels, ...arrayKernels, ...attentionKernels, ...denseKernels, ...lossKernels, ...normKernels, ...optimiserKernels,
  ...rankingKernels, ...sparseKernels, ...temporalKernels,
};

/** Those kernels over arrays on the heap. */
export const typescriptEngine = (): Engine => {
  let taken = 0;
  return {
    name: 'typescript',
    kernels: typescriptKernels,
    floats: (length) => {
      taken += 4 * length;
      return new Float32Array(length);
    },
    ints: (length) => {
      taken += 4 * length;
      return new Int32Array(length);
    },
    taken: () => taken,
    close: () => {
      taken = 0;
    },
  };
};
