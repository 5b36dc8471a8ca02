import type { Csr } from '../csr.ts';

/** A block of columns in a wider row-major matrix. */
export interface Columns {
  /** Values of a whole row. */
  readonly stride: number;
  /** First column of the block. */
  readonly offset: number;
}

/**
 * out += A · x for every time of a batch: x and out are [time × node × …], of which `width` columns are used. Each node takes what its
 * incoming edges bring. With the transposed matrix it carries gradients back.
 */
export const spmm = (
  { rows, columns, weights }: Csr, x: Float32Array, from: Columns, out: Float32Array, into: Columns, times: number, width: number,
): void => {
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
};
