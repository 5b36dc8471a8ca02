import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { filesToFill, nameFaults, placeholderFaults, settingFaults } from '../src/settings.ts';

const { variables } = parse(await readFile('.gitlab-ci.yml', 'utf8')) as { readonly variables: Readonly<Record<string, string>> };
const filled = { ...variables, KANIKO_IMAGE: `registry.example.com/kaniko:1-debug@sha256:${'ab'.repeat(32)}`, DEPLOY_IMAGE: 'registry.example.org/tools:1' };

describe('the settings of a pipeline', () => {
  it('are taken once they are filled in', () => expect(settingFaults(filled)).toEqual([]));

  it('are refused as they stand here: nobody could look the digest up', () => {
    expect(settingFaults(variables)).toEqual([
      'KANIKO_IMAGE has a digest of zeros: put in the digest of the image that you trust (.gitlab-ci.yml, or a CI/CD variable).',
      'DEPLOY_IMAGE is still a placeholder: name an image that has sh, git and helm 4.',
    ]);
  });

  it.each([
    [{ KANIKO_IMAGE: 'registry.example.com/kaniko:latest' }, 'write NAME:TAG@sha256:…'],
    [{ DEPLOYER_PRODUCTION: 'both' }, 'DEPLOYER_PRODUCTION is \'both\': write argocd or helm.'],
    [{ IMAGE_PREFIX: '' }, 'IMAGE_PREFIX is empty'],
  ])('say what to write instead of %j', (wrong, sentence) => {
    expect(settingFaults({ ...filled, ...wrong })).toEqual([expect.stringContaining(sentence)]);
  });

  it.each([
    [{ SERVICES: 'ingest, gateway' }, 'SERVICES names \' gateway\': write all, ingest, gateway, platform, or several with commas and no spaces.'],
    [{ ROLLBACK: 'ingset' }, 'ROLLBACK names \'ingset\''],
    [{ ROLLBACK: 'platform' }, 'ROLLBACK names \'platform\''],
  ])('say which name nothing would be done for: %j', (env, sentence) => {
    expect(nameFaults(env, ['ingest', 'gateway'])).toEqual([expect.stringContaining(sentence)]);
    expect(nameFaults({ SERVICES: 'platform,gateway', ROLLBACK: 'all' }, ['ingest', 'gateway'])).toEqual([]);
    expect(nameFaults({ SERVICES: 'streamforge', ROLLBACK: 'streamforge' }, ['ingest', 'streamforge'])).toEqual(['ROLLBACK names \'streamforge\': write all, ingest, or several with commas and no spaces.']);
  });

  it('are more than variables: environments, and ArgoCD where it deploys, still name registries that are none', async () => {
    const faults = await Promise.all(filesToFill(filled).map(async (path) => placeholderFaults(path, await readFile(path, 'utf8'))));
    expect(faults.flat()).toContain('deploy/environments/production/services.yaml still says registry.example.com: write your own (docs/cluster/install.md).');
    expect(faults.filter((each) => each.length === 0)).toEqual([]);
    expect(filesToFill({ ...filled, DEPLOYER_STAGING: 'helm', DEPLOYER_PRODUCTION: 'helm' }).filter((path) => !path.startsWith('deploy/environments/'))).toEqual([]);
    expect(placeholderFaults('a', 'image: { registry: registry.example.org }')).toEqual([]);
  });
});
