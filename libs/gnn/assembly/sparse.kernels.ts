import { kept4 } from './counted';
import { FLOAT, plusProduct, splatAt, storeUpTo } from './lanes';

/** Sixteen columns of one node: what its edges bring, from `edge` to `end`. `at` is the block's first column. */
@inline
function gatherSixteen(columns: usize, weights: usize, edge: usize, end: usize, x: usize, stride: usize, out: usize): void {
  let s0 = v128.load(out), s1 = v128.load(out, 16), s2 = v128.load(out, 32), s3 = v128.load(out, 48);
  for (; edge < end; edge += FLOAT) {
    const weight = splatAt(weights + edge);
    const from = x + <usize>load<i32>(columns + edge) * stride;
    s0 = plusProduct(s0, weight, v128.load(from));
    s1 = plusProduct(s1, weight, v128.load(from, 16));
    s2 = plusProduct(s2, weight, v128.load(from, 32));
    s3 = plusProduct(s3, weight, v128.load(from, 48));
  }
  v128.store(out, s0);
  v128.store(out, s1, 16);
  v128.store(out, s2, 32);
  v128.store(out, s3, 48);
}

/** Eight columns, likewise; of the second four only `lanes` are there. */
@inline
function gatherEight(columns: usize, weights: usize, edge: usize, end: usize, x: usize, stride: usize, out: usize, lanes: i32): void {
  let s0 = v128.load(out), s1 = v128.load(out, 16);
  for (; edge < end; edge += FLOAT) {
    const weight = splatAt(weights + edge);
    const from = x + <usize>load<i32>(columns + edge) * stride;
    s0 = plusProduct(s0, weight, v128.load(from));
    s1 = plusProduct(s1, weight, v128.load(from, 16));
  }
  v128.store(out, s0);
  storeUpTo(out + 16, s1, lanes);
}

/** Up to four columns, likewise. */
@inline
function gatherFour(columns: usize, weights: usize, edge: usize, end: usize, x: usize, stride: usize, out: usize, lanes: i32): void {
  let sum = v128.load(out);
  for (; edge < end; edge += FLOAT) {
    sum = plusProduct(sum, splatAt(weights + edge), v128.load(x + <usize>load<i32>(columns + edge) * stride));
  }
  storeUpTo(out, sum, lanes);
}

export function spmm(
  rows: usize, columns: usize, weights: usize, nodes: i32, x: usize, fromStride: i32, fromOffset: i32,
  out: usize, intoStride: i32, intoOffset: i32, times: i32, width: i32,
): void {
  const stride = <usize>fromStride * FLOAT;
  const step = <usize>intoStride * FLOAT;
  let from = x + <usize>fromOffset * FLOAT;
  let into = out + <usize>intoOffset * FLOAT;
  for (let time = 0; time < times; time += 1) {
    let edge = <usize>load<i32>(rows) * FLOAT;
    for (let node = 0; node < nodes; node += 1) {
      const end = <usize>load<i32>(rows + <usize>(node + 1) * FLOAT) * FLOAT;
      if (edge < end) {
        let column = 0;
        for (; column + 16 <= width; column += 16) {
          const by = <usize>column * FLOAT;
          gatherSixteen(columns, weights, edge, end, from + by, stride, into + by);
        }
        for (; column + 4 < width; column += 8) {
          const by = <usize>column * FLOAT;
          gatherEight(columns, weights, edge, end, from + by, stride, into + by, width - column - 4);
        }
        if (column < width) {
          const by = <usize>column * FLOAT;
          gatherFour(columns, weights, edge, end, from + by, stride, into + by, width - column);
        }
      }
      edge = end;
      into += step;
    }
    from += <usize>nodes * stride;
  }
}

export function spmmOfTransposed(
  rows: usize, columns: usize, weights: usize, nodes: i32, x: usize, fromStride: i32, fromOffset: i32,
  out: usize, intoStride: i32, intoOffset: i32, times: i32, width: i32,
): void {
  const stride = <usize>fromStride * FLOAT;
  const step = <usize>intoStride * FLOAT;
  let from = x + <usize>fromOffset * FLOAT;
  let into = out + <usize>intoOffset * FLOAT;
  for (let time = 0; time < times; time += 1) {
    let start = <usize>load<i32>(rows) * FLOAT;
    for (let node = 0; node < nodes; node += 1) {
      const end = <usize>load<i32>(rows + <usize>(node + 1) * FLOAT) * FLOAT;
      let column = 0;
      for (; column + 16 <= width; column += 16) {
        const by = <usize>column * FLOAT;
        const x0 = v128.load(from + by), x1 = v128.load(from + by, 16), x2 = v128.load(from + by, 32), x3 = v128.load(from + by, 48);
        for (let edge = start; edge < end; edge += FLOAT) {
          const weight = splatAt(weights + edge);
          const at = into + by + <usize>load<i32>(columns + edge) * step;
          v128.store(at, plusProduct(v128.load(at), weight, x0));
          v128.store(at, plusProduct(v128.load(at, 16), weight, x1), 16);
          v128.store(at, plusProduct(v128.load(at, 32), weight, x2), 32);
          v128.store(at, plusProduct(v128.load(at, 48), weight, x3), 48);
        }
      }
      for (; column < width; column += 4) {
        const by = <usize>column * FLOAT;
        const value = v128.load(from + by);
        for (let edge = start; edge < end; edge += FLOAT) {
          const at = into + by + <usize>load<i32>(columns + edge) * step;
          storeUpTo(at, plusProduct(v128.load(at), splatAt(weights + edge), value), width - column);
        }
      }
      start = end;
      from += stride;
    }
    into += <usize>nodes * step;
  }
}

/** Writes every entry to the next place, and goes on to the one after where it stays: there is no branch to guess. */
export function thin(
  rows: usize, columns: usize, weights: usize, count: i32, intoRows: usize, intoColumns: usize, intoWeights: usize,
  threshold: u32, kept: f32, seed: u32,
): void {
  let next: usize = 0;
  let at = load<i32>(rows);
  for (let row = 0; row < count; row += 1) {
    store<i32>(intoRows + <usize>row * FLOAT, <i32>(next >> 2));
    const end = load<i32>(rows + <usize>(row + 1) * FLOAT);
    for (; at < end; at += 4) {
      const stay = kept4(seed, at, threshold);
      const from = <usize>at * FLOAT;
      const left = end - at;
      store<i32>(intoColumns + next, load<i32>(columns + from));
      store<f32>(intoWeights + next, load<f32>(weights + from) * kept);
      next += <usize>(i32x4.extract_lane(stay, 0) & 4);
      if (left < 2) break;
      store<i32>(intoColumns + next, load<i32>(columns + from, 4));
      store<f32>(intoWeights + next, load<f32>(weights + from, 4) * kept);
      next += <usize>(i32x4.extract_lane(stay, 1) & 4);
      if (left < 3) break;
      store<i32>(intoColumns + next, load<i32>(columns + from, 8));
      store<f32>(intoWeights + next, load<f32>(weights + from, 8) * kept);
      next += <usize>(i32x4.extract_lane(stay, 2) & 4);
      if (left < 4) break;
      store<i32>(intoColumns + next, load<i32>(columns + from, 12));
      store<f32>(intoWeights + next, load<f32>(weights + from, 12) * kept);
      next += <usize>(i32x4.extract_lane(stay, 3) & 4);
    }
    at = end;
  }
  store<i32>(intoRows + <usize>count * FLOAT, <i32>(next >> 2));
}
