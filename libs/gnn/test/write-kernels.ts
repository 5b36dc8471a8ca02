/** `npm run -w libs/gnn kernels`: compiles the kernels into the module that carries them. */
import { writeFile } from 'node:fs/promises';
import { compileKernels, moduleOf } from './compile-kernels.ts';

const wasm = await compileKernels();
await writeFile(new URL('../src/kernels/wasm/compiled.ts', import.meta.url), moduleOf(wasm));
process.stdout.write(`${wasm.length} bytes of WebAssembly\n`);
