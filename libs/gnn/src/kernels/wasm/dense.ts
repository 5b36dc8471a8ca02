import type { DenseKernels } from '../kernels.ts';
import type { Wasm } from './module.ts';

export const denseOf = ({ call, addressOf, spare }: Wasm): DenseKernels => ({
  matmul: (a, b, out, rows, inner, columns) => {
    call.matmul(addressOf(a, rows * inner), addressOf(b, inner * columns), addressOf(out, rows * columns), rows, inner, columns);
  },
  matmulOfTransposed: (a, b, out, rows, inner, columns) => {
    call.matmulOfTransposed(addressOf(a, rows * inner), addressOf(b, rows * columns), addressOf(out, inner * columns), rows, inner, columns);
  },
  matmulByTransposed: (a, b, out, rows, inner, columns) => {
    const [aAt, bAt, outAt] = [addressOf(a, rows * columns), addressOf(b, inner * columns), addressOf(out, rows * inner)];
    call.matmulByTransposed(aAt, bAt, outAt, rows, inner, columns, spare(inner * columns));
  },
});
