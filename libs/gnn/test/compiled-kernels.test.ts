import { readFile } from 'node:fs/promises';
import { expect, it } from 'vitest';
import { compileKernels, moduleOf } from './compile-kernels.ts';

it('the kernels that are shipped are those of the sources', { timeout: 60_000 }, async () => {
  const shipped = await readFile(new URL('../src/kernels/wasm/compiled.ts', import.meta.url), 'utf8');
  expect(moduleOf(await compileKernels()) === shipped, 'npm run -w libs/gnn kernels').toBe(true);
});
