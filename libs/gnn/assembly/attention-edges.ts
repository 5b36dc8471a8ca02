/** What GAT and GATv2 have in common: see `src/kernels/typescript/attention-edges.ts`. */
import { kept4 } from './counted';
import { exp4 } from './functions';
import { firstOf, FLOAT, plusProduct, splatAt, storeUpTo } from './lanes';

const SLOPE: f32 = 0.2;

/** x above 0, else a fifth of it: the larger of both. */
@inline
export function leaky4(x: v128): v128 {
  return f32x4.pmax(f32x4.mul(x, f32x4.splat(SLOPE)), x);
}

/** 1 where x is above 0, else a fifth. */
@inline
export function leakySlope4(x: v128): v128 {
  return v128.bitselect(f32x4.splat(1), f32x4.splat(SLOPE), f32x4.gt(x, f32x4.splat(0)));
}

/** The sum of four, in every lane; in one fixed order. */
@inline
export function sumInAll(four: v128): v128 {
  const pairs = f32x4.add(four, i32x4.shuffle(four, four, 2, 3, 0, 1));
  return f32x4.add(pairs, i32x4.shuffle(pairs, pairs, 1, 0, 3, 2));
}

/** a · b in every lane. */
@inline
export function dot4(a: usize, b: usize, length: i32): v128 {
  let sum = f32x4.splat(0);
  for (let at = 0; at < length; at += 4) {
    const by = <usize>at * FLOAT;
    sum = f32x4.add(sum, firstOf(f32x4.mul(v128.load(a + by), v128.load(b + by)), length - at));
  }
  return sumInAll(sum);
}

/** Scores of the edges from `from` to `to`, at `shares` [edge × head], become shares. `first` is the number of the first to mulberry32. */
export function softmaxOfEdges(shares: usize, edges: i32, heads: i32, first: i32, threshold: u32, seed: u32): void {
  const stride = <usize>heads * FLOAT;
  const end = shares + <usize>edges * stride;
  for (let head = 0; head < heads; head += 4) {
    const lanes = heads - head;
    const start = shares + <usize>head * FLOAT;
    let most = f32x4.splat(-Infinity);
    for (let at = start; at < end; at += stride) most = f32x4.max(most, v128.load(at));
    let sum = f32x4.splat(0);
    for (let at = start; at < end; at += stride) {
      const power = exp4(f32x4.sub(v128.load(at), most));
      sum = f32x4.add(sum, power);
      storeUpTo(at, power, lanes);
    }
    const inverse = f32x4.div(f32x4.splat(1), sum);
    let number = first + head;
    for (let at = start; at < end; at += stride) {
      let share = f32x4.mul(v128.load(at), inverse);
      if (threshold > 0) share = v128.or(share, v128.andnot(i32x4.splat(0x80000000), kept4(seed, number, threshold)));
      storeUpTo(at, share, lanes);
      number += heads;
    }
  }
}

/** A share where it counts, strengthened; 0 where dropout leaves it out. */
@inline
export function keptShare(share: v128, strengthened: v128): v128 {
  return f32x4.mul(f32x4.pmax(share, f32x4.splat(0)), strengthened);
}

/** Bytes that a cache takes at once, and of a time's values from which on they do not stay in the nearest caches. */
const LINE: usize = 64;
const FAR: usize = 1 << 20;

/**
 * Where `nodes` rows are too much for the nearest caches: reads a little of every line that the edges from `from` to `to` will read of rows
 * `stride` bytes apart and `width` long, and writes what it saw where it does not matter. Asked for all at once they come side by side;
 * asked for head by head each is waited for, which takes the way back half as long again in a graph of 16,000 nodes.
 */
export function touchRows(
  columns: usize, from: i32, to: i32, values: usize, nodes: i32, stride: usize, width: usize, seen: usize,
): void {
  if (<usize>nodes * stride < FAR) return;
  let all: i32 = 0;
  for (let edge = from; edge < to; edge += 1) {
    const row = values + <usize>load<i32>(columns + <usize>edge * FLOAT) * stride;
    for (let at: usize = 0; at < width; at += LINE) all |= load<i32>(row + at);
  }
  store<i32>(seen, all);
}

/** Eight channels of one head: what the edges from `edge` to `end` bring; of the second four only `lanes` are there. */
@inline
function sumEight(
  columns: usize, edge: usize, end: usize, values: usize, stride: usize, shares: usize, step: usize, strengthened: v128,
  out: usize, lanes: i32,
): void {
  let s0 = f32x4.splat(0), s1 = f32x4.splat(0);
  for (; edge < end; edge += FLOAT) {
    const part = keptShare(splatAt(shares), strengthened);
    const from = values + <usize>load<i32>(columns + edge) * stride;
    s0 = plusProduct(s0, part, v128.load(from));
    s1 = plusProduct(s1, part, v128.load(from, 16));
    shares += step;
  }
  v128.store(out, s0);
  storeUpTo(out + 16, s1, lanes);
}

/** Up to four, likewise. */
@inline
function sumFour(
  columns: usize, edge: usize, end: usize, values: usize, stride: usize, shares: usize, step: usize, strengthened: v128,
  out: usize, lanes: i32,
): void {
  let sum = f32x4.splat(0);
  for (; edge < end; edge += FLOAT) {
    const part = keptShare(splatAt(shares), strengthened);
    sum = plusProduct(sum, part, v128.load(values + <usize>load<i32>(columns + edge) * stride));
    shares += step;
  }
  storeUpTo(out, sum, lanes);
}

/**
 * Sets out [head × channel] to Σ share · what the edges bring, of rows of `stride` bytes. `edge` and `end` are bytes from `columns`;
 * `shares` are those of the first edge.
 */
export function sumShares(
  columns: usize, edge: usize, end: usize, values: usize, stride: usize, shares: usize, strengthened: f32,
  heads: i32, channels: i32, out: usize,
): void {
  const step = <usize>heads * FLOAT;
  const factor = f32x4.splat(strengthened);
  for (let head = 0; head < heads; head += 1) {
    let channel = 0;
    for (; channel + 4 < channels; channel += 8) {
      const by = <usize>channel * FLOAT;
      sumEight(columns, edge, end, values + by, stride, shares, step, factor, out + by, channels - channel - 4);
    }
    if (channel < channels) {
      const by = <usize>channel * FLOAT;
      sumFour(columns, edge, end, values + by, stride, shares, step, factor, out + by, channels - channel);
    }
    shares += FLOAT;
    values += <usize>channels * FLOAT;
    out += <usize>channels * FLOAT;
  }
}

/** into += from: sums of one time join those of all, so that small values are not lost in large sums. */
export function addSums(from: usize, into: usize, length: i32): void {
  for (let at = 0; at < length; at += 4) {
    const by = <usize>at * FLOAT;
    storeUpTo(into + by, f32x4.add(v128.load(into + by), v128.load(from + by)), length - at);
  }
}
