import { exp4, log4, sigmoid4 } from './functions';
import { firstOf, FLOAT, storeUpTo, sumOf } from './lanes';

/** e^(logit − highest) of four classes, 0 where there is none. */
@inline
function powers(at: usize, highest: v128, lanes: i32): v128 {
  return firstOf(exp4(f32x4.sub(v128.load(at), highest)), lanes);
}

export function crossEntropy(
  logits: usize, labels: usize, chosen: usize, count: i32, gradient: usize, rows: i32, classes: i32, scale: f32,
): f64 {
  if (gradient != 0) memory.fill(gradient, 0, <usize>(rows * classes) * FLOAT);
  let loss: f64 = 0;
  for (let each = 0; each < count; each += 1) {
    const row = load<i32>(chosen + <usize>each * FLOAT);
    const start = logits + <usize>(row * classes) * FLOAT;
    let highest = load<f32>(start);
    for (let at = 1; at < classes; at += 1) highest = max(highest, load<f32>(start + <usize>at * FLOAT));
    const most = f32x4.splat(highest);
    let sums = f32x4.splat(0);
    for (let at = 0; at < classes; at += 4) sums = f32x4.add(sums, powers(start + <usize>at * FLOAT, most, classes - at));
    const sum = sumOf(sums);
    const label = <usize>load<i32>(labels + <usize>row * FLOAT) * FLOAT;
    loss += <f64>f32x4.extract_lane(log4(f32x4.splat(sum)), 0) + <f64>highest - <f64>load<f32>(start + label);
    if (gradient == 0) continue;
    const back = gradient + <usize>(row * classes) * FLOAT;
    const share = f32x4.splat(scale / sum);
    for (let at = 0; at < classes; at += 4) {
      const by = <usize>at * FLOAT;
      storeUpTo(back + by, f32x4.mul(share, powers(start + by, most, classes - at)), classes - at);
    }
    store<f32>(back + label, load<f32>(back + label) - scale);
  }
  return loss;
}

export function directionLoss(out: usize, up: usize, moved: usize, counts: usize, gradient: usize, samples: i32, scale: f32): f64 {
  let loss: f64 = 0;
  for (let at = 0; at < samples; at += 4) {
    const by = <usize>at * FLOAT;
    const lanes = samples - at;
    const there = firstOf(i32x4.eq(v128.load(counts + by), i32x4.splat(1)), lanes);
    const low = v128.load(out + 2 * by), high = v128.load(out + 2 * by, 16);
    const logit = i32x4.shuffle(low, high, 0, 2, 4, 6);
    const expected = i32x4.shuffle(low, high, 1, 3, 5, 7);
    const rose = v128.load(up + by);
    const off = f32x4.sub(expected, v128.load(moved + by));
    const flat = log4(f32x4.add(f32x4.splat(1), exp4(f32x4.neg(f32x4.abs(logit)))));
    const direction = f32x4.add(f32x4.sub(f32x4.max(logit, f32x4.splat(0)), f32x4.mul(logit, rose)), flat);
    const both = f32x4.add(direction, f32x4.mul(f32x4.splat(0.5), f32x4.mul(off, off)));
    loss += <f64>sumOf(v128.and(both, there));
    if (gradient == 0) continue;
    const share = f32x4.splat(scale);
    const ofLogit = v128.and(f32x4.mul(share, f32x4.sub(sigmoid4(logit), rose)), there);
    const ofExpected = v128.and(f32x4.mul(share, off), there);
    storeUpTo(gradient + 2 * by, i32x4.shuffle(ofLogit, ofExpected, 0, 4, 1, 5), 2 * lanes);
    if (lanes > 2) storeUpTo(gradient + 2 * by + 16, i32x4.shuffle(ofLogit, ofExpected, 2, 6, 3, 7), 2 * lanes - 4);
  }
  return loss;
}
