import type { Random } from '@streamforge/determinism/random';
import type { Csr } from '../csr.ts';
import { scratchOf, takeCsr, type Engine } from '../kernels/engine.ts';
import { drawnSeed } from '../layers/dropout.ts';
import { glorot, zeroed, type Layer } from '../layers/layer.ts';

export interface SparseInputs {
  /** [node × feature]. */
  readonly features: Csr;
  readonly width: number;
  /** Share of the features that a training pass leaves out. */
  readonly dropout: number;
}

/**
 * y = X · W of features that are 0 for the most part: what is 0 costs nothing, and neither does what dropout leaves out. The features are
 * the layer's own, so `forward` looks at no inputs, and no gradient goes further back.
 */
export const sparseLinear = (engine: Engine, name: string, { features, width, dropout }: SparseInputs, outputs: number, init: Random): Layer => {
  const { kernels } = engine;
  const weight = zeroed(engine, `${name}.weight`, [width, outputs], true);
  glorot(weight.value, width, outputs, init);
  const all = takeCsr(engine, features);
  const kept: Csr = { rows: engine.ints(all.rows.length), columns: engine.ints(all.columns.length), weights: engine.floats(all.columns.length) };
  const rows = all.rows.length - 1;
  const block = { stride: outputs, offset: 0 };
  const toY = scratchOf(engine);
  let seen = all;
  return {
    parameters: [weight],
    forward: (_x, _times, random) => {
      seen = random === undefined || dropout === 0 ? all : kept;
      if (seen === kept) kernels.thin(all, kept, dropout, drawnSeed(random as Random));
      const y = toY(rows * outputs);
      kernels.clear(y, y.length);
      kernels.spmm(seen, weight.value, block, y, block, 1, outputs);
      return y;
    },
    backward: (gradient) => {
      kernels.spmmOfTransposed(seen, gradient, block, weight.gradient, block, 1, outputs);
      return undefined;
    },
  };
};
