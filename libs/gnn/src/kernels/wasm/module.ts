/** The compiled kernels, ready to be called. */
import { Buffer } from 'node:buffer';
import type { Kernels } from '../kernels.ts';
import { compiled } from './compiled.ts';
import { openArena, type Arena } from './memory.ts';
import { webAssembly, type WasmModule, type WebAssemblyApi } from './web-assembly.ts';

/** Each kernel as it is compiled, under its own name: addresses and sizes in, a number out where it gives one. */
export type Compiled = Readonly<Record<keyof Kernels, (...values: readonly number[]) => number>>;

/** What the kernels of an engine are made from. */
export interface Wasm extends Arena {
  readonly call: Compiled;
  /** Address of floats that a kernel may use as it likes. */
  spare(length: number): number;
  /** Gives its memory to whoever opens the next. */
  close(): void;
}

let module: WasmModule | undefined;

/**
 * Those that were closed. Left to the collector they would pile up: it does not count what lies outside of its heap in shared memory, so
 * it sees no reason to hurry. This way a thread holds no more memory than its trainings ever took at one time.
 */
const free: Wasm[] = [];

/** Kernels with a memory that nobody else has; undefined where there is no WebAssembly with SIMD, or no room for its memory. */
export const openWasm = (): Wasm | undefined => free.pop() ?? freshWasm(webAssembly);

/** The same with a memory that nobody had before. */
export const freshWasm = (api: WebAssemblyApi | undefined): Wasm | undefined => {
  if (api === undefined) return undefined;
  const { Module, Instance, CompileError } = api;
  try {
    module ??= new Module(Buffer.from(compiled, 'base64'));
    const arena = openArena(api);
    const { exports } = new Instance(module, { env: { memory: arena.memory } });
    let held = arena.floats(0);
    const wasm: Wasm = {
      ...arena,
      call: exports as Compiled,
      spare: (length) => {
        if (held.length < length) held = arena.floats(length);
        return held.byteOffset;
      },
      close: () => {
        if (free.includes(wasm)) return;
        wasm.call.clear(...arena.restart());
        held = arena.floats(0);
        free.push(wasm);
      },
    };
    return wasm;
  } catch (error) {
    if (error instanceof CompileError || error instanceof RangeError) return undefined;
    throw error;
  }
};
