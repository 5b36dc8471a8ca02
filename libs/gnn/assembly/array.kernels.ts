import { FLOAT, storeUpTo } from './lanes';

export function clear(out: usize, length: i32): void {
  memory.fill(out, 0, <usize>length * FLOAT);
}

export function add(x: usize, out: usize, length: i32): void {
  for (let at = 0; at < length; at += 4) {
    const by = <usize>at * FLOAT;
    storeUpTo(out + by, f32x4.add(v128.load(x + by), v128.load(out + by)), length - at);
  }
}

export function copyColumns(
  x: usize, fromStride: i32, fromOffset: i32, out: usize, intoStride: i32, intoOffset: i32, rows: i32, width: i32,
): void {
  let from = x + <usize>fromOffset * FLOAT;
  let into = out + <usize>intoOffset * FLOAT;
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < width; column += 4) {
      const by = <usize>column * FLOAT;
      storeUpTo(into + by, v128.load(from + by), width - column);
    }
    from += <usize>fromStride * FLOAT;
    into += <usize>intoStride * FLOAT;
  }
}

export function addBias(bias: usize, out: usize, rows: i32, columns: i32): void {
  const stride = <usize>columns * FLOAT;
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 4) {
      const by = <usize>column * FLOAT;
      storeUpTo(out + by, f32x4.add(v128.load(out + by), v128.load(bias + by)), columns - column);
    }
    out += stride;
  }
}

export function addRows(matrix: usize, out: usize, rows: i32, columns: i32): void {
  const stride = <usize>columns * FLOAT;
  for (let column = 0; column < columns; column += 4) {
    const by = <usize>column * FLOAT;
    let sum = v128.load(out + by);
    let at = matrix + by;
    for (let row = 0; row < rows; row += 1) {
      sum = f32x4.add(sum, v128.load(at));
      at += stride;
    }
    storeUpTo(out + by, sum, columns - column);
  }
}
