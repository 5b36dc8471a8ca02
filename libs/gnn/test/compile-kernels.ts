/** The kernels of `assembly/`, compiled. */
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { main } from 'assemblyscript/asc';

const root = fileURLToPath(new URL('..', import.meta.url));

const options = [
  '--importMemory', '--noExportMemory', '--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536',
  '--enable', 'simd', '--enable', 'threads', '--runtime', 'stub', '--noAssert', '--optimizeLevel', '3', '--shrinkLevel', '0',
];

/** WebAssembly of all kernels; throws what the compiler says where it refuses them. */
export const compileKernels = async (): Promise<Uint8Array> => {
  // Pieces that kernels are made of are inlined; exported they would be kernels.
  const kernels = readdirSync(`${root}assembly`).filter((name) => name.endsWith('.kernels.ts')).map((name) => `assembly/${name}`);
  let binary: Uint8Array | undefined;
  let said = '';
  const { error } = await main([...kernels, '--baseDir', root, '--outFile', 'kernels.wasm', ...options], {
    writeFile: (_name, contents) => {
      if (typeof contents !== 'string') binary = contents;
    },
    stderr: {
      write: (chunk) => {
        said += String(chunk);
        return true;
      },
    },
  });
  if (error !== null || binary === undefined) throw new Error(`the kernels do not compile: ${said}`);
  return binary;
};

/** The module that carries them, so that they load where there are no files and without reading one. */
export const moduleOf = (wasm: Uint8Array): string => {
  const lines = Buffer.from(wasm).toString('base64').match(/.{1,130}/g) ?? [];
  return [
    "/** The kernels of `assembly/`, compiled by `npm run -w libs/gnn kernels`. */",
    'export const compiled = `', ...lines, '`;', '',
  ].join('\n');
};
