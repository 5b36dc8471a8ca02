/** Products of every row of one matrix with every row of another, in blocks that stay in the processor’s caches. */

/** Rows of the same length, one after the other. Rows of zeros at the end make their number one of whole tiles. */
export interface RowMatrix {
  readonly rows: number;
  readonly length: number;
  readonly values: Float64Array;
}

/** Sums of products [row of a × row of b], `stride` apart. */
export interface Products {
  readonly values: Float64Array;
  readonly stride: number;
}

/** A tile is so many rows of each matrix: their 16 sums stay in registers. */
const TILE = 4;
/** Columns and rows of b that are gone through at once: 256 KiB of b and 16 KiB of a. */
const DEPTH = 512;
const BLOCK = 64;

const inTiles = (rows: number): number => Math.ceil(rows / TILE) * TILE;

/** A matrix of rows, each written by `fill` into its own part, which is zeros before. */
export const rowMatrix = (rows: number, length: number, fill: (row: number, into: Float64Array) => void): RowMatrix => {
  const values = new Float64Array(inTiles(rows) * length);
  for (let row = 0; row < rows; row += 1) fill(row, values.subarray(row * length, (row + 1) * length));
  return { rows, length, values };
};

/** Sums are always taken in the same order, so that the same rows give the same bits, whatever stands beside them. */
export const rowProducts = (a: RowMatrix, b: RowMatrix): Products => {
  const { length } = a;
  const [rows, stride] = [inTiles(a.rows), inTiles(b.rows)];
  const sums = new Float64Array(rows * stride);
  for (let from = 0; from < length; from += DEPTH) {
    const to = Math.min(length, from + DEPTH);
    for (let block = 0; block < stride; block += BLOCK) {
      const last = Math.min(stride, block + BLOCK);
      for (let row = 0; row < rows; row += TILE) {
        for (let column = block; column < last; column += TILE) {
          addTile(a.values, row * length, b.values, column * length, length, from, to, sums, row * stride + column, stride);
        }
      }
    }
  }
  return { values: sums, stride };
};

/** Adds the products of four rows with four rows over the columns from ≤ t < to. */
const addTile = (
  a: Float64Array, atA: number, b: Float64Array, atB: number, length: number, from: number, to: number, sums: Float64Array, at: number, stride: number,
): void => {
  let [s00, s01, s02, s03] = [0, 0, 0, 0];
  let [s10, s11, s12, s13] = [0, 0, 0, 0];
  let [s20, s21, s22, s23] = [0, 0, 0, 0];
  let [s30, s31, s32, s33] = [0, 0, 0, 0];
  for (let t = from; t < to; t += 1) {
    const x0 = a[atA + t] as number;
    const x1 = a[atA + length + t] as number;
    const x2 = a[atA + 2 * length + t] as number;
    const x3 = a[atA + 3 * length + t] as number;
    const y0 = b[atB + t] as number;
    const y1 = b[atB + length + t] as number;
    const y2 = b[atB + 2 * length + t] as number;
    const y3 = b[atB + 3 * length + t] as number;
    s00 += x0 * y0;
    s01 += x0 * y1;
    s02 += x0 * y2;
    s03 += x0 * y3;
    s10 += x1 * y0;
    s11 += x1 * y1;
    s12 += x1 * y2;
    s13 += x1 * y3;
    s20 += x2 * y0;
    s21 += x2 * y1;
    s22 += x2 * y2;
    s23 += x2 * y3;
    s30 += x3 * y0;
    s31 += x3 * y1;
    s32 += x3 * y2;
    s33 += x3 * y3;
  }
  addRow(sums, at, s00, s01, s02, s03);
  addRow(sums, at + stride, s10, s11, s12, s13);
  addRow(sums, at + 2 * stride, s20, s21, s22, s23);
  addRow(sums, at + 3 * stride, s30, s31, s32, s33);
};

const addRow = (sums: Float64Array, at: number, s0: number, s1: number, s2: number, s3: number): void => {
  sums[at] = (sums[at] as number) + s0;
  sums[at + 1] = (sums[at + 1] as number) + s1;
  sums[at + 2] = (sums[at + 2] as number) + s2;
  sums[at + 3] = (sums[at + 3] as number) + s3;
};
