import { firstOf, FLOAT, plusProduct, storeUpTo, sumOf } from './lanes';

const EPSILON: f32 = 1e-5;

export function layerNorm(x: usize, scale: usize, shift: usize, out: usize, moments: usize, rows: i32, width: i32): void {
  for (let row = 0; row < rows; row += 1) {
    let sum = f32x4.splat(0);
    for (let column = 0; column < width; column += 4) {
      sum = f32x4.add(sum, firstOf(v128.load(x + <usize>column * FLOAT), width - column));
    }
    const mean = sumOf(sum) / <f32>width;
    const middle = f32x4.splat(mean);
    let squares = f32x4.splat(0);
    for (let column = 0; column < width; column += 4) {
      const off = firstOf(f32x4.sub(v128.load(x + <usize>column * FLOAT), middle), width - column);
      squares = plusProduct(squares, off, off);
    }
    const inverse: f32 = 1 / sqrt(sumOf(squares) / <f32>width + EPSILON);
    store<f32>(moments, mean);
    store<f32>(moments, inverse, 4);
    for (let column = 0; column < width; column += 4) {
      const by = <usize>column * FLOAT;
      const normal = f32x4.mul(f32x4.sub(v128.load(x + by), middle), f32x4.splat(inverse));
      storeUpTo(out + by, plusProduct(v128.load(shift + by), v128.load(scale + by), normal), width - column);
    }
    x += <usize>width * FLOAT;
    out += <usize>width * FLOAT;
    moments += 2 * FLOAT;
  }
}

export function layerNormBack(
  x: usize, scale: usize, moments: usize, gradient: usize, back: usize, scaleGradient: usize, shiftGradient: usize, rows: i32, width: i32,
): void {
  for (let row = 0; row < rows; row += 1) {
    const middle = v128.load_splat<f32>(moments);
    const inverse = v128.load_splat<f32>(moments, 4);
    let slopes = f32x4.splat(0);
    let pulls = f32x4.splat(0);
    for (let column = 0; column < width; column += 4) {
      const by = <usize>column * FLOAT;
      const lanes = width - column;
      const pull = firstOf(v128.load(gradient + by), lanes);
      const normal = firstOf(f32x4.mul(f32x4.sub(v128.load(x + by), middle), inverse), lanes);
      const scaled = f32x4.mul(pull, firstOf(v128.load(scale + by), lanes));
      slopes = f32x4.add(slopes, scaled);
      pulls = plusProduct(pulls, scaled, normal);
      storeUpTo(scaleGradient + by, plusProduct(v128.load(scaleGradient + by), pull, normal), lanes);
      storeUpTo(shiftGradient + by, f32x4.add(v128.load(shiftGradient + by), pull), lanes);
    }
    const slope = f32x4.splat(sumOf(slopes) / <f32>width);
    const turn = f32x4.splat(sumOf(pulls) / <f32>width);
    for (let column = 0; column < width; column += 4) {
      const by = <usize>column * FLOAT;
      const normal = f32x4.mul(f32x4.sub(v128.load(x + by), middle), inverse);
      const own = f32x4.mul(v128.load(gradient + by), v128.load(scale + by));
      const off = f32x4.sub(f32x4.sub(own, slope), f32x4.mul(normal, turn));
      storeUpTo(back + by, f32x4.mul(inverse, off), width - column);
    }
    x += <usize>width * FLOAT;
    gradient += <usize>width * FLOAT;
    back += <usize>width * FLOAT;
    moments += 2 * FLOAT;
  }
}
