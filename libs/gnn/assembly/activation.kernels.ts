import { kept4 } from './counted';
import { exp4 } from './functions';
import { FLOAT, storeUpTo } from './lanes';

export function relu(x: usize, out: usize, length: i32): void {
  for (let at = 0; at < length; at += 4) {
    const by = <usize>at * FLOAT;
    storeUpTo(out + by, f32x4.max(v128.load(x + by), f32x4.splat(0)), length - at);
  }
}

export function reluBack(x: usize, gradient: usize, out: usize, length: i32): void {
  for (let at = 0; at < length; at += 4) {
    const by = <usize>at * FLOAT;
    storeUpTo(out + by, v128.and(v128.load(gradient + by), f32x4.gt(v128.load(x + by), f32x4.splat(0))), length - at);
  }
}

export function elu(x: usize, out: usize, length: i32): void {
  for (let at = 0; at < length; at += 4) {
    const by = <usize>at * FLOAT;
    const value = v128.load(x + by);
    // Above 0 the power is not used, so it need not be large.
    const below = f32x4.sub(exp4(f32x4.min(value, f32x4.splat(0))), f32x4.splat(1));
    storeUpTo(out + by, v128.bitselect(value, below, f32x4.gt(value, f32x4.splat(0))), length - at);
  }
}

export function eluBack(y: usize, gradient: usize, out: usize, length: i32): void {
  for (let at = 0; at < length; at += 4) {
    const by = <usize>at * FLOAT;
    const slope = f32x4.min(f32x4.add(v128.load(y + by), f32x4.splat(1)), f32x4.splat(1));
    storeUpTo(out + by, f32x4.mul(v128.load(gradient + by), slope), length - at);
  }
}

export function dropout(x: usize, out: usize, length: i32, threshold: u32, kept: f32, seed: u32): void {
  for (let at = 0; at < length; at += 4) {
    const by = <usize>at * FLOAT;
    const value = f32x4.mul(v128.load(x + by), f32x4.splat(kept));
    storeUpTo(out + by, v128.and(value, kept4(seed, at, threshold)), length - at);
  }
}
