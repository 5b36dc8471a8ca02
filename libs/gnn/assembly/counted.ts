/** Four numbers of mulberry32 at once, as in `src/kernels/typescript/counted.ts`. */

@inline
export function counted4(seed: u32, at: i32): v128 {
  const number = i32x4.add(i32x4.splat(at + 1), i32x4(0, 1, 2, 3));
  const state = i32x4.add(i32x4.splat(seed), i32x4.mul(number, i32x4.splat(0x6d2b79f5)));
  let mixed = i32x4.mul(v128.xor(state, i32x4.shr_u(state, 15)), v128.or(state, i32x4.splat(1)));
  mixed = v128.xor(mixed, i32x4.add(mixed, i32x4.mul(v128.xor(mixed, i32x4.shr_u(mixed, 7)), v128.or(mixed, i32x4.splat(61)))));
  return v128.xor(mixed, i32x4.shr_u(mixed, 14));
}

/** All ones where number `at` and the three after it are not below the threshold: those values stay. */
@inline
export function kept4(seed: u32, at: i32, threshold: u32): v128 {
  return i32x4.ge_u(counted4(seed, at), i32x4.splat(threshold));
}
