import { FLOAT, plusProduct, storeUpTo } from './lanes';

const BETA_1: f32 = 0.9;
const BETA_2: f32 = 0.999;
const EPSILON: f32 = 1e-8;

/** `kept` is 1 − rate · decay; `correction1` and `correction2` are what the moments are multiplied by to make up for starting at 0. */
export function adam(
  value: usize, gradient: usize, first: usize, second: usize, length: i32,
  rate: f32, kept: f32, l2: f32, correction1: f32, correction2: f32,
): void {
  for (let at = 0; at < length; at += 4) {
    const by = <usize>at * FLOAT;
    const lanes = length - at;
    const held = v128.load(value + by);
    const slope = plusProduct(v128.load(gradient + by), f32x4.splat(l2), held);
    const mean = plusProduct(f32x4.mul(f32x4.splat(BETA_1), v128.load(first + by)), f32x4.splat(1 - BETA_1), slope);
    const square = plusProduct(
      f32x4.mul(f32x4.splat(BETA_2), v128.load(second + by)), f32x4.splat(<f32>(1.0 - 0.999)), f32x4.mul(slope, slope),
    );
    const root = f32x4.add(f32x4.sqrt(f32x4.mul(square, f32x4.splat(correction2))), f32x4.splat(EPSILON));
    const step = f32x4.div(f32x4.mul(mean, f32x4.splat(rate * correction1)), root);
    storeUpTo(first + by, mean, lanes);
    storeUpTo(second + by, square, lanes);
    storeUpTo(value + by, f32x4.sub(f32x4.mul(held, f32x4.splat(kept)), step), lanes);
  }
}
