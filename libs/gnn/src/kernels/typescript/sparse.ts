import type { SparseKernels } from '../kernels.ts';
import { counted, thresholdOf } from './counted.ts';

export const sparseKernels: SparseKernels = {
  spmm: ({ rows, columns, weights }, x, from, out, into, times, width) => {
    const nodes = rows.length - 1;
    for (let time = 0; time < times; time += 1) {
      const base = time * nodes;
      for (let node = 0; node < nodes; node += 1) {
        const outAt = (base + node) * into.stride + into.offset;
        for (let edge = rows[node] as number; edge < (rows[node + 1] as number); edge += 1) {
          const weight = weights[edge] as number;
          const xAt = (base + (columns[edge] as number)) * from.stride + from.offset;
          for (let column = 0; column < width; column += 1) {
            out[outAt + column] = (out[outAt + column] as number) + weight * (x[xAt + column] as number);
          }
        }
      }
    }
  },
  spmmOfTransposed: ({ rows, columns, weights }, x, from, out, into, times, width) => {
    const nodes = rows.length - 1;
    for (let time = 0; time < times; time += 1) {
      const base = time * nodes;
      for (let node = 0; node < nodes; node += 1) {
        const xAt = (base + node) * from.stride + from.offset;
        for (let edge = rows[node] as number; edge < (rows[node + 1] as number); edge += 1) {
          const weight = weights[edge] as number;
          const outAt = (base + (columns[edge] as number)) * into.stride + into.offset;
          for (let column = 0; column < width; column += 1) {
            out[outAt + column] = (out[outAt + column] as number) + weight * (x[xAt + column] as number);
          }
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
