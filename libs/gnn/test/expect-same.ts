import { expect } from 'vitest';
import { takeFloats, takeInts, wasmEngine, type Engine } from '../src/kernels/engine.ts';
import { typescriptEngine } from '../src/kernels/typescript/engine.ts';

/** Arrays that a kernel works on, by name. */
export type Arrays = Readonly<Record<string, Float32Array | Int32Array>>;

/**
 * Does the work with both engines, each with arrays of its own that hold these values, and expects the same in every array and of what is
 * returned, to 1e-5 of 1 or of the value.
 */
export const expectSame = <T extends Arrays>(arrays: T, work: (engine: Engine, taken: T) => number | void): void => {
  const results = [typescriptEngine(), wasmEngine()].map((engine) => {
    const taken = Object.fromEntries(Object.entries(arrays).map(([name, values]) =>
      [name, values instanceof Int32Array ? takeInts(engine, values) : takeFloats(engine, values)])) as T;
    // What lies behind an array must neither be read nor written.
    const guard = engine.floats(8).fill(Number.NaN);
    const returned = work(engine, taken) ?? 0;
    expect(guard.every(Number.isNaN)).toBe(true);
    return { taken, returned };
  });
  const [oracle, fast] = results as [typeof results[0] & object, typeof results[0] & object];
  expect(Math.abs(fast.returned - oracle.returned)).toBeLessThanOrEqual(1e-5 * (1 + Math.abs(oracle.returned)));
  for (const [name, expected] of Object.entries(oracle.taken)) {
    const found = fast.taken[name] as Float32Array;
    for (const [at, value] of expected.entries()) {
      const off = Math.abs((found[at] as number) - value);
      if (!(off <= 1e-5 * (1 + Math.abs(value)))) throw new Error(`${name}[${at}] is ${found[at]}, not ${value}`);
    }
  }
};
