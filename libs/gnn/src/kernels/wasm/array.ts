import type { ArrayKernels } from '../kernels.ts';
import { reachOf } from './reach.ts';
import type { Wasm } from './module.ts';

export const arrayOf = ({ call, addressOf }: Wasm): ArrayKernels => ({
  clear: (out, length) => {
    call.clear(addressOf(out, length), length);
  },
  add: (x, out, length) => {
    call.add(addressOf(x, length), addressOf(out, length), length);
  },
  copyColumns: (x, from, out, into, rows, width) => {
    const [xAt, outAt] = [addressOf(x, reachOf(from, rows, width)), addressOf(out, reachOf(into, rows, width))];
    call.copyColumns(xAt, from.stride, from.offset, outAt, into.stride, into.offset, rows, width);
  },
  addBias: (bias, out, rows, columns) => {
    call.addBias(addressOf(bias, columns), addressOf(out, rows * columns), rows, columns);
  },
  addRows: (matrix, out, rows, columns) => {
    call.addRows(addressOf(matrix, rows * columns), addressOf(out, columns), rows, columns);
  },
});
