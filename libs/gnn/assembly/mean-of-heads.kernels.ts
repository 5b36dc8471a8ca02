import { FLOAT, storeUpTo } from './lanes';

export function meanOfHeads(x: usize, out: usize, rows: i32, heads: i32, channels: i32): void {
  const step = <usize>channels * FLOAT;
  const count = f32x4.splat(<f32>heads);
  for (let row = 0; row < rows; row += 1) {
    for (let channel = 0; channel < channels; channel += 4) {
      const by = <usize>channel * FLOAT;
      let sum = f32x4.splat(0);
      for (let head = 0; head < heads; head += 1) sum = f32x4.add(sum, v128.load(x + <usize>head * step + by));
      storeUpTo(out + by, f32x4.add(v128.load(out + by), f32x4.div(sum, count)), channels - channel);
    }
    x += <usize>heads * step;
    out += step;
  }
}

export function meanOfHeadsBack(gradient: usize, out: usize, rows: i32, heads: i32, channels: i32): void {
  const count = f32x4.splat(<f32>heads);
  for (let row = 0; row < rows; row += 1) {
    for (let head = 0; head < heads; head += 1) {
      for (let channel = 0; channel < channels; channel += 4) {
        const by = <usize>channel * FLOAT;
        storeUpTo(out + by, f32x4.div(v128.load(gradient + by), count), channels - channel);
      }
      out += <usize>channels * FLOAT;
    }
    gradient += <usize>channels * FLOAT;
  }
}
