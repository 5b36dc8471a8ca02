import { cp, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '@streamforge/check/run-command';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const plant = async (root: string, folder: string, tag: string, dependencies: Readonly<Record<string, string>>, source: string): Promise<void> => {
  await mkdir(join(root, folder, 'src'), { recursive: true });
  await writeFile(join(root, folder, 'package.json'), JSON.stringify({
    name: `@streamforge/${folder.split('/')[1] ?? ''}`, version: '0.1.0', type: 'module', exports: { './*': './src/*.ts' }, dependencies, nx: { tags: [tag] },
  }));
  await writeFile(join(root, folder, 'src/part.ts'), source);
};

describe('the boundary check over a real Nx graph', () => {
  let root: string;
  const check = async () => runCommand(process.execPath, [join(process.cwd(), 'tools/boundaries/src/main.ts')], { cwd: root });

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'streamforge-boundaries-'));
    await cp('nx.json', join(root, 'nx.json'));
    await symlink(join(process.cwd(), 'node_modules'), join(root, 'node_modules'));
    await writeFile(join(root, 'package.json'), JSON.stringify({ name: 'planted', private: true, workspaces: ['libs/*', 'apps/*'] }));
    await plant(root, 'libs/market', 'layer:pure', {}, 'export const part = 1;\n');
  });
  afterEach(async () => rm(root, { recursive: true, force: true }));

  it('passes a workspace whose edges point the right way', async () => {
    await plant(root, 'apps/ingest', 'layer:app', { '@streamforge/market': '0.1.0' }, "export { part } from '@streamforge/market/part';\n");
    const { code, output } = await check();
    expect(output).toContain('2 packages, 1 edges, 1 imports, 0 violations');
    expect(code).toBe(0);
  });

  it('fails one where a pure library imports an app', async () => {
    await plant(root, 'apps/ingest', 'layer:app', {}, 'export const part = 1;\n');
    await plant(root, 'libs/market', 'layer:pure', { '@streamforge/ingest': '0.1.0' }, "export { part } from '@streamforge/ingest/part';\n");
    const { code, output } = await check();
    expect(output).toContain('libs/market/src/part.ts: an app never imports an app');
    expect(code).toBe(1);
  });
});
