import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { runCommand } from '@streamforge/check/run-command';
import { schemaChecker } from '@streamforge/cluster-tools/schema-checker';
import { sharedFile } from '@streamforge/testing/shared-data';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { temporary } from './repository.ts';

const checker = await schemaChecker();
const files = ['.gitlab-ci.yml', ...(await readdir('.gitlab', { recursive: true })).filter((file) => file.endsWith('.yml')).map((file) => `.gitlab/${file}`)];
const argocd = (await readdir('deploy/argocd', { recursive: true })).filter((file) => file.endsWith('.yaml')).map((file) => `deploy/argocd/${file}`);
const kinds = { application: argocd.filter((file) => /applications\/|root/.test(file)), applicationset: argocd.filter((file) => file.includes('environments/')), appproject: argocd.filter((file) => file.endsWith('project.yaml')) };

describe.skipIf(checker === undefined)('the schemas of who reads it', () => {
  let place: string;
  beforeAll(async () => { place = await temporary('schema'); });
  afterAll(() => rm(place, { recursive: true }));
  const check = async (schema: 'gitlab-ci' | 'renovate', ...paths: readonly string[]): Promise<readonly [number, string]> => {
    const { code, output } = await runCommand(checker ?? '', ['--builtin-schema', `vendor.${schema}`, ...paths]);
    return [code, output];
  };

  it('take every pipeline file, and the configuration of Renovate', async () => {
    expect(await check('gitlab-ci', ...files)).toEqual([0, 'ok -- validation done']);
    expect(await check('renovate', 'renovate.json')).toEqual([0, 'ok -- validation done']);
  });

  it.each(Object.entries(kinds))('take every %s of ArgoCD, which is closed to fields that there are not', async (kind, objects) => {
    const schema = sharedFile(`schemas/crds/argoproj.io/${kind}_v1alpha1.json`);
    if (schema === undefined) return;
    expect(objects.length).toBeGreaterThan(0);
    expect((await runCommand(checker ?? '', ['--schemafile', schema, ...objects])).output).toBe('ok -- validation done');
  });

  it('notice a word that GitLab does not know', async () => {
    const file = join(place, 'ingest.yml');
    await writeFile(file, (await readFile('.gitlab/services/ingest.yml', 'utf8')).replace('when: manual', 'when: by-hand'));
    expect(await check('gitlab-ci', file)).toMatchObject([1, expect.stringContaining('by-hand')]);
  });
});
