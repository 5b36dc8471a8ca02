import type { Random } from '@streamforge/determinism/random';
import type { Csr } from '../csr.ts';
import { scratchOf, takeCsr, type Engine } from '../kernels/engine.ts';
import { glorot, stacked, zeroed, type Layer, type LayerSizes } from './layer.ts';

/** A relation as a convolution sees it: its matrix is normalised. */
export interface Propagation {
  readonly name: string;
  readonly matrix: Csr;
}

/**
 * y = x · W_self + Σ_r Â_r · x · W_r + b: what a node knows itself and what each kind of neighbour tells it, each with weights of its own.
 * With Â the plain mean of neighbours it is GraphSAGE; of one relation exactly as published, of several with weights for each.
 * Sources: Kipf and Welling (2017) for Â; Schlichtkrull et al., Modeling relational data with graph convolutional networks (2018),
 * equation 2, for W_self and W_r; Hamilton et al., Inductive representation learning on large graphs (2017), algorithm 1 with the mean.
 *
 * It gathers [x, Â_1 x, …] side by side, so that one dense product does the rest.
 */
export const graphConvolution = (
  engine: Engine, name: string, { nodes, inputs, outputs }: LayerSizes, propagations: readonly Propagation[], init: Random,
): Layer => {
  const { kernels } = engine;
  const parts = ['self', ...propagations.map((each) => each.name)].map((part) => ({ name: `${name}.${part}.weight`, rows: inputs }));
  const width = inputs * parts.length;
  const { whole, parameters } = stacked(engine, parts, outputs);
  const bias = zeroed(engine, `${name}.bias`, [outputs], false);
  for (const { value } of parameters) glorot(value, inputs, outputs, init);
  const ways = propagations.map(({ matrix }, index) =>
    ({ matrix: takeCsr(engine, matrix), gathered: { stride: width, offset: (index + 1) * inputs } }));
  const narrow = { stride: inputs, offset: 0 };
  const self = { stride: width, offset: 0 };
  const [toGathered, toY, toWide, toBack] = [scratchOf(engine), scratchOf(engine), scratchOf(engine), scratchOf(engine)];
  let seen = engine.floats(0);

  return {
    parameters: [...parameters, bias],
    forward: (x, times) => {
      const rows = times * nodes;
      seen = toGathered(rows * width);
      kernels.clear(seen, seen.length);
      kernels.copyColumns(x, narrow, seen, self, rows, inputs);
      for (const { matrix, gathered } of ways) kernels.spmm(matrix, x, narrow, seen, gathered, times, inputs);
      const y = toY(rows * outputs);
      kernels.clear(y, y.length);
      kernels.addBias(bias.value, y, rows, outputs);
      kernels.matmul(seen, whole.value, y, rows, width, outputs);
      return y;
    },
    backward: (gradient, deepest) => {
      const rows = gradient.length / outputs;
      kernels.matmulOfTransposed(seen, gradient, whole.gradient, rows, width, outputs);
      kernels.addRows(gradient, bias.gradient, rows, outputs);
      if (deepest) return undefined;
      const wide = toWide(rows * width);
      kernels.clear(wide, wide.length);
      kernels.matmulByTransposed(gradient, whole.value, wide, rows, width, outputs);
      const back = toBack(rows * inputs);
      kernels.copyColumns(wide, self, back, narrow, rows, inputs);
      for (const { matrix, gathered } of ways) kernels.spmmOfTransposed(matrix, wide, gathered, back, narrow, rows / nodes, inputs);
      return back;
    },
  };
};
