import { describe, expect, it } from 'vitest';
import { freshWasm } from '../src/kernels/wasm/module.ts';
import { webAssembly, type WebAssemblyApi } from '../src/kernels/wasm/web-assembly.ts';

const { Memory, Module, Instance, CompileError } = webAssembly as WebAssemblyApi;
const real: WebAssemblyApi = { Memory, Module, Instance, CompileError };
const failing = (make: () => Error): WebAssemblyApi['Module'] & WebAssemblyApi['Memory'] => {
  const constructed: unknown = function constructed() {
    throw make();
  };
  return constructed as WebAssemblyApi['Module'] & WebAssemblyApi['Memory'];
};

describe('where kernels cannot run', () => {
  it('there are none, so that those in TypeScript take their place', () => {
    expect(freshWasm(undefined)).toBeUndefined();
    expect(freshWasm({ ...real, Module: failing(() => new CompileError()) })).toBeUndefined();
    expect(freshWasm({ ...real, Memory: failing(() => new RangeError('no room')) })).toBeUndefined();
  });

  it('any other error is told', () => {
    expect(() => freshWasm({ ...real, Memory: failing(() => new TypeError('a mistake')) })).toThrow('a mistake');
  });

  it('is not here', () => {
    expect(freshWasm(real)).toBeDefined();
  });
});
