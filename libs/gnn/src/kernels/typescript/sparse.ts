import type { SparseKernels } from '../kernels.ts';
import { counted, thresholdOf } from './counted.ts';

/** Four values at a time stay in registers, over all edges of a node on the way forth and over all its columns on the way back. */
export const sparseKernels: SparseKernels = {
  spmm: ({ rows, columns, weights }, x, from, out, into, times, width) => {
    const nodes = rows.length - 1;
    const quads = width - width % 4;
    for (let row = 0; row < times * nodes; row += 1) {
      const node = row % nodes;
      const before = row - node;
      const [start, end] = [rows[node] as number, rows[node + 1] as number];
      const outAt = row * into.stride + into.offset;
      for (let column = 0; column < quads; column += 4) {
        const at = outAt + column;
        let sum0 = out[at] as number;
        let sum1 = out[at + 1] as number;
        let sum2 = out[at + 2] as number;
        let sum3 = out[at + 3] as number;
        for (let edge = start; edge < end; edge += 1) {
          const weight = weights[edge] as number;
          const xAt = (before + (columns[edge] as number)) * from.stride + from.offset + column;
          sum0 += weight * (x[xAt] as number);
          sum1 += weight * (x[xAt + 1] as number);
          sum2 += weight * (x[xAt + 2] as number);
          sum3 += weight * (x[xAt + 3] as number);
        }
        out[at] = sum0;
        out[at + 1] = sum1;
        out[at + 2] = sum2;
        out[at + 3] = sum3;
      }
      for (let column = quads; column < width; column += 1) {
        let sum = out[outAt + column] as number;
        for (let edge = start; edge < end; edge += 1) {
          sum += (weights[edge] as number) * (x[(before + (columns[edge] as number)) * from.stride + from.offset + column] as number);
        }
        out[outAt + column] = sum;
      }
    }
  },
  spmmOfTransposed: ({ rows, columns, weights }, x, from, out, into, times, width) => {
    const nodes = rows.length - 1;
    const quads = width - width % 4;
    for (let row = 0; row < times * nodes; row += 1) {
      const node = row % nodes;
      const before = row - node;
      const [start, end] = [rows[node] as number, rows[node + 1] as number];
      const xAt = row * from.stride + from.offset;
      for (let column = 0; column < quads; column += 4) {
        const x0 = x[xAt + column] as number;
        const x1 = x[xAt + column + 1] as number;
        const x2 = x[xAt + column + 2] as number;
        const x3 = x[xAt + column + 3] as number;
        for (let edge = start; edge < end; edge += 1) {
          const weight = weights[edge] as number;
          const at = (before + (columns[edge] as number)) * into.stride + into.offset + column;
          out[at] = (out[at] as number) + weight * x0;
          out[at + 1] = (out[at + 1] as number) + weight * x1;
          out[at + 2] = (out[at + 2] as number) + weight * x2;
          out[at + 3] = (out[at + 3] as number) + weight * x3;
        }
      }
      for (let column = quads; column < width; column += 1) {
        const value = x[xAt + column] as number;
        for (let edge = start; edge < end; edge += 1) {
          const at = (before + (columns[edge] as number)) * into.stride + into.offset + column;
          out[at] = (out[at] as number) + (weights[edge] as number) * value;
        }
      }
    }
  },
  thin: ({ rows, columns, weights }, into, share, seed) => {
    const threshold = thresholdOf(share);
    const kept = Math.fround(1 / (1 - share));
    let next = 0;
    for (let row = 0; row + 1 < rows.length; row += 1) {
      into.rows[row] = next;
      for (let at = rows[row] as number; at < (rows[row + 1] as number); at += 1) {
        if (counted(seed, at) < threshold) continue;
        into.columns[next] = columns[at] as number;
        into.weights[next] = (weights[at] as number) * kept;
        next += 1;
      }
    }
    into.rows[rows.length - 1] = next;
  },
};
