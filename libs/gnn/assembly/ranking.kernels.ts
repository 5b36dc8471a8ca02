import { exp4, log4 } from './functions';
import { firstOf, FLOAT, plusProduct, storeUpTo, sumOf } from './lanes';

/** The expected returns of four nodes, from pairs of outputs. */
@inline
function expectedAt(out: usize): v128 {
  return i32x4.shuffle(v128.load(out), v128.load(out, 16), 1, 3, 5, 7);
}

/** Which of four nodes count. */
@inline
function counting(wanted: usize, lanes: i32): v128 {
  return firstOf(f32x4.ne(v128.load(wanted), f32x4.splat(0)), lanes);
}

@inline
function highest(four: v128): f32 {
  return max(max(f32x4.extract_lane(four, 0), f32x4.extract_lane(four, 1)), max(f32x4.extract_lane(four, 2), f32x4.extract_lane(four, 3)));
}

export function rankingLoss(out: usize, wanted: usize, gradient: usize, times: i32, nodes: i32, scale: f32): f64 {
  const none = f32x4.splat(-Infinity);
  let loss: f64 = 0;
  for (let time = 0; time < times; time += 1) {
    let most = none;
    let counts = f32x4.splat(0);
    for (let node = 0; node < nodes; node += 4) {
      const by = <usize>node * FLOAT;
      const there = counting(wanted + by, nodes - node);
      most = f32x4.max(most, v128.bitselect(expectedAt(out + 2 * by), none, there));
      counts = f32x4.add(counts, v128.and(f32x4.splat(1), there));
    }
    const count = sumOf(counts);
    if (count > 0) {
      const largest = f32x4.splat(highest(most));
      let sums = f32x4.splat(0);
      let named = f32x4.splat(0);
      for (let node = 0; node < nodes; node += 4) {
        const by = <usize>node * FLOAT;
        const there = counting(wanted + by, nodes - node);
        const score = v128.and(f32x4.sub(expectedAt(out + 2 * by), largest), there);
        sums = f32x4.add(sums, v128.and(exp4(score), there));
        named = plusProduct(named, v128.and(v128.load(wanted + by), there), score);
      }
      const sum = sumOf(sums);
      loss += <f64>count * (<f64>f32x4.extract_lane(log4(f32x4.splat(sum)), 0) - <f64>sumOf(named));
      if (gradient != 0) {
        const share = f32x4.splat(1 / sum);
        const weight = f32x4.splat(scale * count);
        for (let node = 0; node < nodes; node += 4) {
          const by = <usize>node * FLOAT;
          const lanes = 2 * (nodes - node);
          const there = counting(wanted + by, nodes - node);
          const powers = exp4(f32x4.sub(expectedAt(out + 2 * by), largest));
          const pull = v128.and(f32x4.mul(weight, f32x4.sub(f32x4.mul(powers, share), v128.load(wanted + by))), there);
          const at = gradient + 2 * by;
          const zero = f32x4.splat(0);
          storeUpTo(at, f32x4.add(v128.load(at), i32x4.shuffle(zero, pull, 0, 4, 1, 5)), lanes);
          if (lanes > 4) storeUpTo(at + 16, f32x4.add(v128.load(at, 16), i32x4.shuffle(zero, pull, 2, 6, 3, 7)), lanes - 4);
        }
      }
    }
    out += <usize>(2 * nodes) * FLOAT;
    wanted += <usize>nodes * FLOAT;
    if (gradient != 0) gradient += <usize>(2 * nodes) * FLOAT;
  }
  return loss;
}
