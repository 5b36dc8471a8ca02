import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { lockedManifests, unlocked, writeManifests } from '../src/manifests.ts';

describe('the manifests in the lock file', () => {
  let place: string;
  beforeEach(async () => {
    place = await mkdtemp(join(tmpdir(), 'streamforge-manifests-'));
    await cp('package-lock.json', join(place, 'package-lock.json'));
    await writeManifests(place);
  });
  afterEach(() => rm(place, { recursive: true }));

  it('are those of every package, and ask for what the real ones ask for', async () => {
    expect(await unlocked('.')).toEqual([]);
    const folders = await Promise.all(['apps', 'libs', 'tools'].map(async (folder) =>
      (await readdir(folder, { withFileTypes: true })).filter((entry) => entry.isDirectory()).map(({ name }) => `${folder}/${name}`)));
    expect([...(await lockedManifests('.')).keys()].toSorted()).toEqual(['', ...folders.flat()].toSorted());
  });

  it('are written as the workspace has them, and held to it by whoever copies the real ones over them', async () => {
    expect(await unlocked(place)).toEqual([]);
    expect(JSON.parse(await readFile(join(place, 'package.json'), 'utf8'))).toMatchObject({ name: 'streamforge', workspaces: ['libs/*', 'apps/*', 'tools/*'] });
    const file = join(place, 'apps/ingest/package.json');
    const manifest = JSON.parse(await readFile(file, 'utf8')) as { readonly dependencies: object };
    await writeFile(file, JSON.stringify({ ...manifest, description: 'says nothing of packages', dependencies: { ...manifest.dependencies, zod: '1.0.0' } }));
    await rm(join(place, 'libs/codec/package.json'));
    expect((await unlocked(place)).toSorted()).toEqual(['apps/ingest/package.json', 'libs/codec/package.json']);
  });
});
