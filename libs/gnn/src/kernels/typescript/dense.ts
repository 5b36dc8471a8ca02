/**
 * Sums run in double precision and in one fixed order. Four values at a time stay in registers, which halves the time.
 */
import type { DenseKernels } from '../kernels.ts';

const matmul = (a: Float32Array, b: Float32Array, out: Float32Array, rows: number, inner: number, columns: number): void => {
  const wide = Float64Array.from(b.subarray(0, inner * columns));
  const quads = columns - columns % 4;
  for (let row = 0; row < rows; row += 1) {
    const outAt = row * columns;
    const aAt = row * inner;
    for (let column = 0; column < quads; column += 4) {
      let sum0 = out[outAt + column] as number;
      let sum1 = out[outAt + column + 1] as number;
      let sum2 = out[outAt + column + 2] as number;
      let sum3 = out[outAt + column + 3] as number;
      for (let k = 0, at = column; k < inner; k += 1, at += columns) {
        const value = a[aAt + k] as number;
        sum0 += value * (wide[at] as number);
        sum1 += value * (wide[at + 1] as number);
        sum2 += value * (wide[at + 2] as number);
        sum3 += value * (wide[at + 3] as number);
      }
      out[outAt + column] = sum0;
      out[outAt + column + 1] = sum1;
      out[outAt + column + 2] = sum2;
      out[outAt + column + 3] = sum3;
    }
    for (let column = quads; column < columns; column += 1) {
      let sum = out[outAt + column] as number;
      for (let k = 0, at = column; k < inner; k += 1, at += columns) sum += (a[aAt + k] as number) * (wide[at] as number);
      out[outAt + column] = sum;
    }
  }
};

const matmulOfTransposed = (
  a: Float32Array, b: Float32Array, out: Float32Array, rows: number, inner: number, columns: number,
): void => {
  const sums = Float64Array.from(out.subarray(0, inner * columns));
  const quads = rows - rows % 4;
  for (let row = 0; row < quads; row += 4) {
    for (let k = 0; k < inner; k += 1) {
      const aAt = row * inner + k;
      const value0 = a[aAt] as number;
      const value1 = a[aAt + inner] as number;
      const value2 = a[aAt + 2 * inner] as number;
      const value3 = a[aAt + 3 * inner] as number;
      for (let column = 0, at = k * columns, bAt = row * columns; column < columns; column += 1, at += 1, bAt += 1) {
        sums[at] = (sums[at] as number) + value0 * (b[bAt] as number) + value1 * (b[bAt + columns] as number)
          + value2 * (b[bAt + 2 * columns] as number) + value3 * (b[bAt + 3 * columns] as number);
      }
    }
  }
  for (let row = quads; row < rows; row += 1) {
    for (let k = 0; k < inner; k += 1) {
      const value = a[row * inner + k] as number;
      for (let column = 0, at = k * columns; column < columns; column += 1, at += 1) {
        sums[at] = (sums[at] as number) + value * (b[row * columns + column] as number);
      }
    }
  }
  out.set(sums);
};

const matmulByTransposed = (
  a: Float32Array, b: Float32Array, out: Float32Array, rows: number, inner: number, columns: number,
): void => {
  const quads = inner - inner % 4;
  for (let row = 0; row < rows; row += 1) {
    const aAt = row * columns;
    const outAt = row * inner;
    for (let k = 0; k < quads; k += 4) {
      const bAt = k * columns;
      let sum0 = out[outAt + k] as number;
      let sum1 = out[outAt + k + 1] as number;
      let sum2 = out[outAt + k + 2] as number;
      let sum3 = out[outAt + k + 3] as number;
      for (let column = 0; column < columns; column += 1) {
        const value = a[aAt + column] as number;
        sum0 += value * (b[bAt + column] as number);
        sum1 += value * (b[bAt + columns + column] as number);
        sum2 += value * (b[bAt + 2 * columns + column] as number);
        sum3 += value * (b[bAt + 3 * columns + column] as number);
      }
      out[outAt + k] = sum0;
      out[outAt + k + 1] = sum1;
      out[outAt + k + 2] = sum2;
      out[outAt + k + 3] = sum3;
    }
    for (let k = quads; k < inner; k += 1) {
      let sum = out[outAt + k] as number;
      for (let column = 0; column < columns; column += 1) sum += (a[aAt + column] as number) * (b[k * columns + column] as number);
      out[outAt + k] = sum;
    }
  }
};

export const denseKernels: DenseKernels = { matmul, matmulOfTransposed, matmulByTransposed };
