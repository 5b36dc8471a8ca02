import type { Engine } from '../src/kernels/engine.ts';
import { typescriptEngine } from '../src/kernels/typescript/engine.ts';

/**
 * The TypeScript kernels over arrays of 64-bit floats, which they do not mind: slopes of small changes then show many digits, and a change is
 * too small to meet a bend.
 */
export const preciseEngine = (): Engine => ({
  ...typescriptEngine(),
  floats: (length) => new Float64Array(length) as unknown as Float32Array,
});

/** How fast f changes when one value of `values` does. */
export const slopeAt = (values: Float32Array, at: number, f: () => number): number => {
  const before = values[at] as number;
  const step = 1e-5;
  values[at] = before + step;
  const above = f();
  values[at] = before - step;
  const below = f();
  values[at] = before;
  return (above - below) / (2 * step);
};
