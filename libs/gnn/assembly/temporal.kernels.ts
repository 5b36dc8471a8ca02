import { sigmoid4, tanh4 } from './functions';
import { FLOAT, plusProduct, storeUpTo } from './lanes';

/** Sets `count` floats to those from another place. */
@inline
function move(from: usize, to: usize, count: i32): void {
  for (let at = 0; at < count; at += 4) storeUpTo(to + <usize>at * FLOAT, v128.load(from + <usize>at * FLOAT), count - at);
}

export function unfold(x: usize, out: usize, rows: i32, steps: i32, width: i32, taps: i32, stride: i32, outSteps: i32): void {
  for (let row = 0; row < rows; row += 1) {
    for (let step = 0; step < outSteps; step += 1) {
      const first = steps - (outSteps - 1 - step) * stride - taps;
      const missing = max(0, -first);
      for (let at = 0; at < missing * width; at += 4) storeUpTo(out + <usize>at * FLOAT, f32x4.splat(0), missing * width - at);
      move(x + <usize>((first + missing) * width) * FLOAT, out + <usize>(missing * width) * FLOAT, (taps - missing) * width);
      out += <usize>(taps * width) * FLOAT;
    }
    x += <usize>(steps * width) * FLOAT;
  }
}

export function fold(gradient: usize, out: usize, rows: i32, steps: i32, width: i32, taps: i32, stride: i32, outSteps: i32): void {
  for (let row = 0; row < rows; row += 1) {
    for (let step = 0; step < outSteps; step += 1) {
      const first = steps - (outSteps - 1 - step) * stride - taps;
      const missing = max(0, -first);
      const from = gradient + <usize>(missing * width) * FLOAT;
      const into = out + <usize>((first + missing) * width) * FLOAT;
      const count = (taps - missing) * width;
      for (let at = 0; at < count; at += 4) {
        const by = <usize>at * FLOAT;
        storeUpTo(into + by, f32x4.add(v128.load(into + by), v128.load(from + by)), count - at);
      }
      gradient += <usize>(taps * width) * FLOAT;
    }
    out += <usize>(steps * width) * FLOAT;
  }
}

export function gruStep(
  fromX: usize, stride: i32, fromState: usize, before: usize, after: usize, gates: usize, rows: i32, width: i32,
): void {
  const gate = <usize>width * FLOAT;
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < width; column += 4) {
      const by = <usize>column * FLOAT;
      const lanes = width - column;
      const reset = sigmoid4(f32x4.add(v128.load(fromX + by), v128.load(fromState + by)));
      const update = sigmoid4(f32x4.add(v128.load(fromX + gate + by), v128.load(fromState + gate + by)));
      const recalled = v128.load(fromState + 2 * gate + by);
      const candidate = tanh4(plusProduct(v128.load(fromX + 2 * gate + by), reset, recalled));
      storeUpTo(gates + by, reset, lanes);
      storeUpTo(gates + gate + by, update, lanes);
      storeUpTo(gates + 2 * gate + by, candidate, lanes);
      storeUpTo(gates + 3 * gate + by, recalled, lanes);
      storeUpTo(after + by, plusProduct(candidate, update, f32x4.sub(v128.load(before + by), candidate)), lanes);
    }
    fromX += <usize>stride * FLOAT;
    fromState += 3 * gate;
    gates += 4 * gate;
    before += gate;
    after += gate;
  }
}

export function gruStepBack(
  gradient: usize, before: usize, gates: usize, ofX: usize, stride: i32, ofState: usize, ofBefore: usize, rows: i32, width: i32,
): void {
  const gate = <usize>width * FLOAT;
  const one = f32x4.splat(1);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < width; column += 4) {
      const by = <usize>column * FLOAT;
      const lanes = width - column;
      const reset = v128.load(gates + by), update = v128.load(gates + gate + by);
      const candidate = v128.load(gates + 2 * gate + by), recalled = v128.load(gates + 3 * gate + by);
      const pull = v128.load(gradient + by);
      const left = f32x4.sub(one, update);
      const ofCandidate = f32x4.mul(f32x4.mul(pull, left), f32x4.sub(one, f32x4.mul(candidate, candidate)));
      const ofUpdate = f32x4.mul(f32x4.mul(pull, f32x4.sub(v128.load(before + by), candidate)), f32x4.mul(update, left));
      const ofReset = f32x4.mul(f32x4.mul(ofCandidate, recalled), f32x4.mul(reset, f32x4.sub(one, reset)));
      storeUpTo(ofX + by, ofReset, lanes);
      storeUpTo(ofX + gate + by, ofUpdate, lanes);
      storeUpTo(ofX + 2 * gate + by, ofCandidate, lanes);
      storeUpTo(ofState + by, ofReset, lanes);
      storeUpTo(ofState + gate + by, ofUpdate, lanes);
      storeUpTo(ofState + 2 * gate + by, f32x4.mul(ofCandidate, reset), lanes);
      storeUpTo(ofBefore + by, f32x4.mul(pull, update), lanes);
    }
    gradient += gate;
    before += gate;
    gates += 4 * gate;
    ofX += <usize>stride * FLOAT;
    ofState += 3 * gate;
    ofBefore += gate;
  }
}
