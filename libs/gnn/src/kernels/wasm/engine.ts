import type { Engine } from '../engine.ts';
import { activationOf } from './activation.ts';
import { arrayOf } from './array.ts';
import { attentionOf } from './attention.ts';
import { denseOf } from './dense.ts';
import { lossOf } from './loss.ts';
import { openWasm } from './module.ts';
import { normOf } from './norm.ts';
import { optimiserOf } from './optimiser.ts';
import { rankingOf } from './ranking.ts';
import { sparseOf } from './sparse.ts';
import { temporalOf } from './temporal.ts';

/** Kernels that compute with four floats at a time, compiled from `assembly/`; undefined where that does not run. */
export const simdEngine = (): Engine | undefined => {
  const wasm = openWasm();
  if (wasm === undefined) return undefined;
  return {
    name: 'wasm',
    kernels: {
      ...denseOf(wasm), ...arrayOf(wasm), ...sparseOf(wasm), ...activationOf(wasm), ...normOf(wasm), ...attentionOf(wasm), ...temporalOf(wasm),
      ...lossOf(wasm), ...rankingOf(wasm), ...optimiserOf(wasm),
    },
    floats: wasm.floats,
    ints: wasm.ints,
    taken: wasm.taken,
    close: wasm.close,
  };
};
