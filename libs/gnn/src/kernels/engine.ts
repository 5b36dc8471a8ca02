/** Where a network lives: the memory that its arrays are taken from, and the kernels that compute with them. */
import type { Csr } from '../csr.ts';
import type { Kernels } from './kernels.ts';
import { typescriptEngine } from './typescript/engine.ts';
import { simdEngine } from './wasm/engine.ts';

export type EngineName = 'typescript' | 'wasm';

/**
 * Memory and kernels. Arrays are zeroed, never given back one by one and never detached: what was taken goes when the engine is closed,
 * so a training takes an engine of its own. Kernels take arrays of their own engine only.
 */
export interface Engine {
  readonly name: EngineName;
  readonly kernels: Kernels;
  floats(length: number): Float32Array;
  ints(length: number): Int32Array;
  /** Bytes that were taken so far. */
  taken(): number;
  /**
   * Gives all memory back, which the next engine of this thread then has; whoever opened an engine closes it, once. Its arrays must not
   * be touched after. An engine that nobody closes goes when nobody holds it any more, which the collector of garbage sees late.
   */
  close(): void;
}

/** The default: as fast as it gets where WebAssembly has SIMD, else TypeScript. */
export const wasmEngine = (): Engine => simdEngine() ?? typescriptEngine();

/** A fresh engine with memory of its own. */
export const openEngine = (name: EngineName = 'wasm'): Engine => name === 'wasm' ? wasmEngine() : typescriptEngine();

/** A matrix copied into the memory of an engine. */
export const takeCsr = (engine: Engine, { rows, columns, weights }: Csr): Csr => ({
  rows: takeInts(engine, rows), columns: takeInts(engine, columns), weights: takeFloats(engine, weights),
});

/** Numbers copied into the memory of an engine. */
export const takeFloats = (engine: Engine, values: ArrayLike<number>): Float32Array => {
  const taken = engine.floats(values.length);
  taken.set(values);
  return taken;
};

/** Integers copied into the memory of an engine. */
export const takeInts = (engine: Engine, values: ArrayLike<number>): Int32Array => {
  const taken = engine.ints(values.length);
  taken.set(values);
  return taken;
};

/**
 * Gives arrays of an engine, the same memory each time: it grows with the longest that was asked for. What it holds is left from the
 * last use, so clear what a kernel adds to.
 */
export const scratchOf = (engine: Engine): ((length: number) => Float32Array) => {
  let held = engine.floats(0);
  return (length) => {
    if (held.length < length) held = engine.floats(length);
    return held.length === length ? held : held.subarray(0, length);
  };
};
