import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { runCommand } from '@streamforge/check/run-command';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { packageName } from '../src/name.ts';
import { makePackage, type Kind } from '../src/new-package.ts';
import { copyWorkspace, type WorkspaceCopy } from './workspace-copy.ts';

/** Type checks and tests run real programs over a whole workspace. */
const TIMEOUT_MS = 180_000;

/** Found from the copy too. */
const shared = resolve(process.env['STREAMFORGE_SHARED'] ?? '../shared');

/** Declarations that no source imports; the project's own settings include them with everything else. */
const ambient = 'libs/*/src/**/*.d.ts';

describe('a package made by npm run new', () => {
  let copy: WorkspaceCopy;
  const run = async (program: string, ...words: readonly string[]): Promise<string> => {
    const { code, output } = await runCommand(program, words, { cwd: copy.root, env: { STREAMFORGE_SHARED: shared } });
    return code === 0 ? 'ok' : output;
  };
  const made: readonly (readonly [Kind, string, string])[] = [['library', 'made-library', 'libs/made-library'], ['service', 'made-service', 'apps/made-service']];

  beforeAll(async () => {
    copy = await copyWorkspace();
    for (const [kind, name, folder] of made) {
      await makePackage({ root: copy.root, kind, name: packageName(name) });
      await copy.link(folder);
    }
  }, TIMEOUT_MS);
  afterAll(async () => copy.remove());

  it.each(made)('a %s type-checks', async (_kind, name, folder) => {
    await writeFile(join(copy.root, `tsconfig.${name}.json`), JSON.stringify({ extends: './tsconfig.base.json', include: [`${folder}/src`, `${folder}/test`, ambient] }));
    expect(await run('node_modules/.bin/tsc', '-p', `tsconfig.${name}.json`)).toBe('ok');
  }, TIMEOUT_MS);

  it.each(made)('a %s is clean of lint', async (_kind, _name, folder) => {
    expect(await run('node_modules/.bin/oxlint', folder)).toBe('ok');
  }, TIMEOUT_MS);

  it('both keep the boundaries', async () => {
    const { output } = await runCommand(process.execPath, ['tools/boundaries/src/main.ts'], { cwd: copy.root });
    expect(output.split('\n').filter((line) => line.includes('made-'))).toEqual([]);
    expect(output).toContain('violations');
  }, TIMEOUT_MS);

  it.each(made)('a %s passes its own tests', async (_kind, _name, folder) => {
    expect(await run(process.execPath, '--disable-warning=ExperimentalWarning', 'node_modules/vitest/vitest.mjs', 'run', folder)).toBe('ok');
  }, TIMEOUT_MS);

  it('the contract and the command line take the service in', async () => {
    await writeFile(join(copy.root, 'tsconfig.up.json'), JSON.stringify({ extends: './tsconfig.base.json', include: ['apps/streamforge/src/platform', ambient] }));
    expect(await run('node_modules/.bin/tsc', '-p', 'tsconfig.up.json')).toBe('ok');
    expect(await run(process.execPath, 'node_modules/vitest/vitest.mjs', 'run', 'libs/contracts/test/services.test.ts')).toBe('ok');
  }, TIMEOUT_MS);

  it('a service is deployed wherever the others are: what is made of the contract, charts, pipeline and Compose take it in', async () => {
    expect(await run(process.execPath, 'tools/generate/src/main.ts')).toBe('ok');
    const checks = ['tools/cluster/test/charts.test.ts', 'tools/pipelines/test/generated.test.ts', 'tools/images/test/compose.test.ts'];
    expect(await run(process.execPath, 'node_modules/vitest/vitest.mjs', 'run', ...checks)).toBe('ok');
  }, TIMEOUT_MS);

  it('is not made over another', async () => {
    await expect(makePackage({ root: copy.root, kind: 'library', name: packageName('made-library') })).rejects.toThrow('exists already');
  });
});
