/** The part of WebAssembly's API that is used here; the language's library has no types for it without those of browsers. */

export interface WasmMemory {
  readonly buffer: ArrayBufferLike;
  /** Grows by so many pages of 64 KiB. */
  grow(pages: number): number;
}

/** Compiled code, which any number of instances share. */
export interface WasmModule {
  readonly [Symbol.toStringTag]: string;
}

export interface WebAssemblyApi {
  readonly Memory: new (of: { readonly initial: number; readonly maximum: number; readonly shared: boolean }) => WasmMemory;
  readonly Module: new (code: Uint8Array) => WasmModule;
  readonly Instance: new (module: WasmModule, imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>) => { readonly exports: unknown };
  readonly CompileError: new () => Error;
}

export const { WebAssembly: webAssembly } = globalThis as unknown as { readonly WebAssembly: WebAssemblyApi | undefined };
