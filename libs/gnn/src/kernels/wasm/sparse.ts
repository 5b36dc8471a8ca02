import type { Columns, SparseKernels } from '../kernels.ts';
import { thresholdOf } from '../typescript/counted.ts';
import type { Wasm } from './module.ts';
import { reachOf } from './reach.ts';

/** Values of the side that columns point to: known of a square matrix only, and so of several times. */
const elsewhere = (of: Columns, rows: number, times: number, width: number): number => times === 1 ? 0 : reachOf(of, rows, width);

export const sparseOf = ({ call, addressOf }: Wasm): SparseKernels => {
  /** Addresses of the arrays of a matrix, and its rows. Its columns are as its maker checked them. */
  const csrAt = ({ rows, columns, weights }: Parameters<SparseKernels['thin']>[0]): [number, number, number, number] =>
    [addressOf(rows, 1), addressOf(columns, columns.length), addressOf(weights, columns.length), rows.length - 1];
  return {
    spmm: (csr, x, from, out, into, times, width) => {
      const nodes = csr.rows.length - 1;
      const [xAt, outAt] = [addressOf(x, elsewhere(from, times * nodes, times, width)), addressOf(out, reachOf(into, times * nodes, width))];
      call.spmm(...csrAt(csr), xAt, from.stride, from.offset, outAt, into.stride, into.offset, times, width);
    },
    spmmOfTransposed: (csr, x, from, out, into, times, width) => {
      const nodes = csr.rows.length - 1;
      const [xAt, outAt] = [addressOf(x, reachOf(from, times * nodes, width)), addressOf(out, elsewhere(into, times * nodes, times, width))];
      call.spmmOfTransposed(...csrAt(csr), xAt, from.stride, from.offset, outAt, into.stride, into.offset, times, width);
    },
    thin: (csr, into, share, seed) => {
      const [intoRows, intoColumns, intoWeights] = [
        addressOf(into.rows, csr.rows.length), addressOf(into.columns, csr.columns.length), addressOf(into.weights, csr.columns.length),
      ];
      call.thin(...csrAt(csr), intoRows, intoColumns, intoWeights, thresholdOf(share), 1 / (1 - share), seed);
    },
  };
};
