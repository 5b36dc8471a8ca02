import { FLOAT, plusProduct, splatAt, storeUpTo } from './lanes';

/** Rows whose products are summed before going on, so that they stay in the nearest cache. */
const BLOCK: i32 = 256;

/**
 * Four rows of `out`, two times four columns of it, += Σ_k left[row, k] · right[k, columns]. The left values of one k lie `leftRow` bytes
 * apart, those of one row `leftNext`.
 */
@inline
function fourByEight(left: usize, leftRow: usize, leftNext: usize, right: usize, out: usize, count: i32, stride: usize): void {
  let s00 = v128.load(out), s01 = v128.load(out, 16);
  let s10 = v128.load(out + stride), s11 = v128.load(out + stride, 16);
  let s20 = v128.load(out + 2 * stride), s21 = v128.load(out + 2 * stride, 16);
  let s30 = v128.load(out + 3 * stride), s31 = v128.load(out + 3 * stride, 16);
  for (let k = 0; k < count; k += 1) {
    const r0 = v128.load(right), r1 = v128.load(right, 16);
    const l0 = splatAt(left);
    s00 = plusProduct(s00, l0, r0);
    s01 = plusProduct(s01, l0, r1);
    const l1 = splatAt(left + leftRow);
    s10 = plusProduct(s10, l1, r0);
    s11 = plusProduct(s11, l1, r1);
    const l2 = splatAt(left + 2 * leftRow);
    s20 = plusProduct(s20, l2, r0);
    s21 = plusProduct(s21, l2, r1);
    const l3 = splatAt(left + 3 * leftRow);
    s30 = plusProduct(s30, l3, r0);
    s31 = plusProduct(s31, l3, r1);
    left += leftNext;
    right += stride;
  }
  v128.store(out, s00);
  v128.store(out, s01, 16);
  v128.store(out + stride, s10);
  v128.store(out + stride, s11, 16);
  v128.store(out + 2 * stride, s20);
  v128.store(out + 2 * stride, s21, 16);
  v128.store(out + 3 * stride, s30);
  v128.store(out + 3 * stride, s31, 16);
}

/** Likewise four rows of up to four columns. */
@inline
function fourByFour(left: usize, leftRow: usize, leftNext: usize, right: usize, out: usize, count: i32, stride: usize, lanes: i32): void {
  let s0 = v128.load(out), s1 = v128.load(out + stride), s2 = v128.load(out + 2 * stride), s3 = v128.load(out + 3 * stride);
  for (let k = 0; k < count; k += 1) {
    const r = v128.load(right);
    s0 = plusProduct(s0, splatAt(left), r);
    s1 = plusProduct(s1, splatAt(left + leftRow), r);
    s2 = plusProduct(s2, splatAt(left + 2 * leftRow), r);
    s3 = plusProduct(s3, splatAt(left + 3 * leftRow), r);
    left += leftNext;
    right += stride;
  }
  storeUpTo(out, s0, lanes);
  storeUpTo(out + stride, s1, lanes);
  storeUpTo(out + 2 * stride, s2, lanes);
  storeUpTo(out + 3 * stride, s3, lanes);
}

/** Likewise one row of up to four columns. */
@inline
function oneByFour(left: usize, leftNext: usize, right: usize, out: usize, count: i32, stride: usize, lanes: i32): void {
  let sum = v128.load(out);
  for (let k = 0; k < count; k += 1) {
    sum = plusProduct(sum, splatAt(left), v128.load(right));
    left += leftNext;
    right += stride;
  }
  storeUpTo(out, sum, lanes);
}

/** out[rows × columns] += left · right over `count` values; see fourByEight for how left lies. */
function product(left: usize, leftRow: usize, leftNext: usize, right: usize, out: usize, rows: i32, count: i32, columns: i32): void {
  const stride = <usize>columns * FLOAT;
  let row = 0;
  for (; row + 4 <= rows; row += 4) {
    let column = 0;
    for (; column + 8 <= columns; column += 8) {
      const by = <usize>column * FLOAT;
      fourByEight(left, leftRow, leftNext, right + by, out + by, count, stride);
    }
    for (; column < columns; column += 4) {
      const by = <usize>column * FLOAT;
      fourByFour(left, leftRow, leftNext, right + by, out + by, count, stride, columns - column);
    }
    left += 4 * leftRow;
    out += 4 * stride;
  }
  for (; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 4) {
      const by = <usize>column * FLOAT;
      oneByFour(left, leftNext, right + by, out + by, count, stride, columns - column);
    }
    left += leftRow;
    out += stride;
  }
}

export function matmul(a: usize, b: usize, out: usize, rows: i32, inner: i32, columns: i32): void {
  product(a, <usize>inner * FLOAT, FLOAT, b, out, rows, inner, columns);
}

export function matmulOfTransposed(a: usize, b: usize, out: usize, rows: i32, inner: i32, columns: i32): void {
  const aStride = <usize>inner * FLOAT;
  for (let row = 0; row < rows; row += BLOCK) {
    const by = <usize>row * FLOAT;
    product(a + by * inner, FLOAT, aStride, b + by * columns, out, inner, min(BLOCK, rows - row), columns);
  }
}

/** `spare` holds the transpose of b meanwhile: inner · columns floats. */
export function matmulByTransposed(a: usize, b: usize, out: usize, rows: i32, inner: i32, columns: i32, spare: usize): void {
  for (let k = 0; k < inner; k += 1) {
    for (let column = 0; column < columns; column += 1) {
      store<f32>(spare + <usize>(column * inner + k) * FLOAT, load<f32>(b + <usize>(k * columns + column) * FLOAT));
    }
  }
  product(a, <usize>columns * FLOAT, FLOAT, spare, out, rows, columns, inner);
}
