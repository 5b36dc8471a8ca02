/**
 * Reads and writes of four floats at a time. A read may take up to three floats behind what is wanted: the arena leaves room for that, and
 * the lanes that hold them are never written.
 */

/** Bytes of a float. */
export const FLOAT: usize = 4;

/** Writes the first `lanes` (1 to 3) of four. */
@inline
export function storeFew(at: usize, four: v128, lanes: i32): void {
  v128.store_lane<f32>(at, four, 0);
  if (lanes > 1) v128.store_lane<f32>(at, four, 1, 4);
  if (lanes > 2) v128.store_lane<f32>(at, four, 2, 8);
}

/** Writes four, or the first `lanes` where there are fewer. */
@inline
export function storeUpTo(at: usize, four: v128, lanes: i32): void {
  if (lanes >= 4) v128.store(at, four);
  else storeFew(at, four, lanes);
}

/** The four, with 0 in the lanes from `lanes` on. */
@inline
export function firstOf(four: v128, lanes: i32): v128 {
  return v128.and(four, i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(lanes)));
}

/** at[four] += x · y, of full lanes. */
@inline
export function plusProduct(sum: v128, x: v128, y: v128): v128 {
  return f32x4.add(sum, f32x4.mul(x, y));
}

/** The sum of four, in one fixed order. */
@inline
export function sumOf(four: v128): f32 {
  const pairs = f32x4.add(four, i32x4.shuffle(four, four, 2, 3, 0, 1));
  return f32x4.extract_lane(pairs, 0) + f32x4.extract_lane(pairs, 1);
}

/** The same value four times, read from memory. */
@inline
export function splatAt(at: usize): v128 {
  return v128.load_splat<f32>(at);
}
