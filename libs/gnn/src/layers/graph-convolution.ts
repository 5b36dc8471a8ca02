import type { Random } from '@streamforge/determinism/random';
import { transposed, type Csr } from '../csr.ts';
import { matmul, matmulByTransposed, matmulOfTransposed } from '../kernels/matmul.ts';
import { spmm } from '../kernels/spmm.ts';
import { glorot, zeroed, type Layer, type Parameter } from './layer.ts';
import { addRows, filledWith } from './linear.ts';
import { scratch } from './scratch.ts';

/** A relation as a convolution sees it: its matrix is normalised. */
export interface Propagation {
  readonly name: string;
  readonly matrix: Csr;
}

/**
 * y = x · W_self + Σ_r Â_r · x · W_r + b: what a node knows itself and what each kind of neighbour tells it, each with weights of its own.
 * One relation whose matrix has self loops, without W_self, would be Kipf and Welling's layer: that one mixes a node's own noise into its
 * neighbours' news, while here the model learns how much of each to take.
 * Sources: Kipf and Welling (2017) for Â; Schlichtkrull et al., Modeling relational data with graph convolutional networks (2018),
 * equation 2, for W_self and W_r.
 *
 * It gathers [x, Â_1 x, …] side by side, so that one dense product does the rest.
 */
export const graphConvolution = (
  name: string, nodes: number, inputs: number, outputs: number, propagations: readonly Propagation[], init: Random,
): Layer => {
  const parts = ['self', ...propagations.map((each) => each.name)];
  const gatheredWidth = inputs * parts.length;
  const all = zeroed(`${name}.weight`, [gatheredWidth, outputs], true);
  const weights = parts.map((part, index): Parameter => ({
    name: `${name}.${part}.weight`,
    shape: [inputs, outputs],
    value: all.value.subarray(index * inputs * outputs, (index + 1) * inputs * outputs),
    gradient: all.gradient.subarray(index * inputs * outputs, (index + 1) * inputs * outputs),
    decays: true,
  }));
  const bias = zeroed(`${name}.bias`, [outputs], false);
  for (const { value } of weights) glorot(value, inputs, outputs, init);
  const ways = propagations.map(({ matrix }, index) => ({ matrix, back: transposed(matrix), offset: (index + 1) * inputs }));
  const [toGathered, toY, toWide, toBack] = [scratch(), scratch(), scratch(), scratch()];
  let gathered: Float32Array = new Float32Array(0);

  return {
    parameters: [...weights, bias],
    forward: (x, times) => {
      const rows = times * nodes;
      gathered = toGathered(rows * gatheredWidth);
      for (let row = 0; row < rows; row += 1) {
        for (let k = 0; k < inputs; k += 1) gathered[row * gatheredWidth + k] = x[row * inputs + k] as number;
      }
      for (const { matrix, offset } of ways) {
        spmm(matrix, x, { stride: inputs, offset: 0 }, gathered, { stride: gatheredWidth, offset }, times, inputs);
      }
      const y = filledWith(bias.value, toY(rows * outputs));
      matmul(gathered, all.value, y, rows, gatheredWidth, outputs);
      return y;
    },
    backward: (gradient, deepest) => {
      const rows = gradient.length / outputs;
      matmulOfTransposed(gathered, gradient, all.gradient, rows, gatheredWidth, outputs);
      addRows(gradient, bias.gradient);
      if (deepest) return undefined;
      const wide = toWide(rows * gatheredWidth);
      matmulByTransposed(gradient, all.value, wide, rows, gatheredWidth, outputs);
      const back = toBack(rows * inputs);
      for (let row = 0; row < rows; row += 1) {
        for (let k = 0; k < inputs; k += 1) back[row * inputs + k] = wide[row * gatheredWidth + k] as number;
      }
      for (const { back: matrix, offset } of ways) {
        spmm(matrix, wide, { stride: gatheredWidth, offset }, back, { stride: inputs, offset: 0 }, rows / nodes, inputs);
      }
      return back;
    },
  };
};
