import type { Random } from '@streamforge/determinism/random';
import { matmul, matmulByTransposed, matmulOfTransposed } from '../kernels/matmul.ts';
import { glorot, zeroed, type Layer } from './layer.ts';
import { scratch } from './scratch.ts';

/** y = x · W + b, the same for every node. */
export const linear = (name: string, nodes: number, inputs: number, outputs: number, init: Random): Layer => {
  const weight = zeroed(`${name}.weight`, [inputs, outputs], true);
  const bias = zeroed(`${name}.bias`, [outputs], false);
  glorot(weight.value, inputs, outputs, init);
  const [toY, toBack] = [scratch(), scratch()];
  let seen: Float32Array = new Float32Array(0);

  return {
    parameters: [weight, bias],
    forward: (x, times) => {
      seen = x;
      const rows = times * nodes;
      const y = filledWith(bias.value, toY(rows * outputs));
      matmul(x, weight.value, y, rows, inputs, outputs);
      return y;
    },
    backward: (gradient, deepest) => {
      const rows = gradient.length / outputs;
      matmulOfTransposed(seen, gradient, weight.gradient, rows, inputs, outputs);
      addRows(gradient, bias.gradient);
      if (deepest) return undefined;
      const back = toBack(rows * inputs);
      matmulByTransposed(gradient, weight.value, back, rows, inputs, outputs);
      return back;
    },
  };
};

/** Fills a matrix with rows that each hold the bias; returns it. */
export const filledWith = (bias: Float32Array, matrix: Float32Array): Float32Array => {
  const width = bias.length;
  for (let at = 0; at < matrix.length; at += width) {
    for (let column = 0; column < width; column += 1) matrix[at + column] = bias[column] as number;
  }
  return matrix;
};

/** Adds the sum of all rows: the gradient of a bias. */
export const addRows = (matrix: Float32Array, out: Float32Array): void => {
  const width = out.length;
  for (let column = 0; column < width; column += 1) {
    let sum = out[column] as number;
    for (let at = column; at < matrix.length; at += width) sum += matrix[at] as number;
    out[column] = sum;
  }
};
