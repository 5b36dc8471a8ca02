import type { ArrayKernels } from '../kernels.ts';

export const arrayKernels: ArrayKernels = {
  clear: (out, length) => {
    out.fill(0, 0, length);
  },
  add: (x, out, length) => {
    for (let at = 0; at < length; at += 1) out[at] = (out[at] as number) + (x[at] as number);
  },
  copyColumns: (x, from, out, into, rows, width) => {
    for (let row = 0; row < rows; row += 1) {
      const [xAt, outAt] = [row * from.stride + from.offset, row * into.stride + into.offset];
      for (let column = 0; column < width; column += 1) out[outAt + column] = x[xAt + column] as number;
    }
  },
  addBias: (bias, out, rows, columns) => {
    for (let row = 0; row < rows; row += 1) {
      const outAt = row * columns;
      for (let column = 0; column < columns; column += 1) out[outAt + column] = (out[outAt + column] as number) + (bias[column] as number);
    }
  },
  addRows: (matrix, out, rows, columns) => {
    for (let column = 0; column < columns; column += 1) {
      let sum = out[column] as number;
      for (let row = 0, at = column; row < rows; row += 1, at += columns) sum += matrix[at] as number;
      out[column] = sum;
    }
  },
};
