/** The script that deploys, over a real git repository and, for helm, a program that writes down what it was asked. */
import { chmod, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { runCommand, type Finished } from '@streamforge/check/run-command';
import { beforeEach, describe, expect, it } from 'vitest';
import { commit, git, temporary } from './repository.ts';

const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;
const file = 'deploy/environments/staging/images/ingest.yaml';
let [place, origin, work] = ['', '', ''];

beforeEach(async () => {
  place = await temporary('deploy');
  [origin, work] = [join(place, 'origin.git'), join(place, 'work')];
  await git(place, 'init', '--quiet', '--bare', '--initial-branch', 'main', origin);
  await git(origin, 'config', 'receive.advertisePushOptions', 'true');
  await git(place, 'clone', '--quiet', origin, work);
  await git(work, 'checkout', '--quiet', '-B', 'main');
  await commit(work, { 'charts/ingest/values.yaml': 'image: {}\n' });
  await git(work, 'push', '--quiet', 'origin', 'main');
  return async () => await rm(place, { recursive: true });
});

const deploy = (action: string, env: Readonly<Record<string, string>>): Promise<Finished> => runCommand('sh', [resolve('tools/pipelines/scripts/deploy.sh'), action], { cwd: work, env: {
  SERVICE_NAME: 'ingest', ENVIRONMENT: 'staging', DEPLOYER: 'argocd', CI_DEFAULT_BRANCH: 'main', GIT_CONFIG_GLOBAL: '/dev/null', IMAGE_DIGEST: '', ...env,
} });
const committed = (path = file): Promise<string> => git(origin, 'show', `main:${path}`);

describe('where ArgoCD deploys', () => {
  it('the digest is committed to the environment, and nothing else', async () => {
    expect(await deploy('deploy', { IMAGE_DIGEST: digest('a') })).toMatchObject({ code: 0 });
    expect(await committed()).toContain(`image:\n  digest: ${digest('a')}`);
    expect(await git(origin, 'show', '--name-only', '--format=%s', 'main')).toBe(`Deploy ingest to staging\n\n${file}`);
  });

  it('deploying the same again commits nothing', async () => {
    for (const said of ['committed', 'already has']) expect((await deploy('deploy', { IMAGE_DIGEST: digest('a') })).output).toContain(said);
    expect(await git(origin, 'rev-list', '--count', 'main')).toBe('2');
  });

  it('what others pushed in the meantime stays', async () => {
    const other = join(place, 'other');
    await git(place, 'clone', '--quiet', origin, other);
    await commit(other, { 'deploy/environments/staging/images/gateway.yaml': 'image: {}\n' });
    await git(other, 'push', '--quiet', 'origin', 'HEAD:main');
    expect(await deploy('deploy', { IMAGE_DIGEST: digest('a') })).toMatchObject({ code: 0 });
    expect([await committed('deploy/environments/staging/images/gateway.yaml'), await committed()]).toEqual(['image: {}', expect.stringContaining(digest('a'))]);
  });

  it('a rollback brings back the image before, and says when there is none', async () => {
    await deploy('deploy', { IMAGE_DIGEST: digest('a') });
    expect(await deploy('rollback', {})).toMatchObject({ code: 2, output: expect.stringContaining('had no other image of ingest') as string });
    await deploy('deploy', { IMAGE_DIGEST: digest('b') });
    expect(await deploy('rollback', {})).toMatchObject({ code: 0 });
    expect(await committed()).toContain(digest('a'));
  });

  it('a rollback finds the image before also where a runner cloned the newest commit only', async () => {
    for (const each of ['a', 'b']) await deploy('deploy', { IMAGE_DIGEST: digest(each) });
    await rm(work, { recursive: true });
    await git(place, 'clone', '--quiet', '--depth', '1', `file://${origin}`, work);
    expect(await deploy('rollback', {})).toMatchObject({ code: 0 });
    expect(await committed()).toContain(digest('a'));
  });
});

describe('where helm deploys', () => {
  const withHelm = async (action: string, env: Readonly<Record<string, string>>): Promise<string> => {
    await writeFile(join(place, 'helm'), '#!/bin/sh\necho "$@" >> "$ASKED"\n[ "$1" != template ] || echo "kind: ${RENDERS:-Deployment}"\n[ "$1 $2" != "get manifest" ] || echo "kind: ${RENDERS:-Deployment}"\n[ "$1 $2" != "get values" ] || printf \'{"image": {"digest": "%s"}}\' "$RUNS"\n');
    await chmod(join(place, 'helm'), 0o755);
    const { code, output } = await deploy(action, { DEPLOYER: 'helm', PATH: `${place}:${process.env['PATH'] ?? ''}`, ASKED: join(place, 'asked'), RUNS: digest('c'), ...env });
    expect([code, output]).toEqual([0, env['RENDERS'] === 'Rollout' ? expect.stringContaining('ingest is a canary: helm does not wait for it') : '']);
    return (await readFile(join(place, 'asked'), 'utf8')).trim().split('\n').at(-1) ?? '';
  };

  it('the release is upgraded to the digest, and goes back by itself when it fails', async () => {
    expect(await withHelm('deploy', { IMAGE_DIGEST: digest('a') }))
      .toBe(`upgrade --install --rollback-on-failure --wait --timeout 10m ingest charts/ingest --namespace streamforge --set-string image.digest=${digest('a')}`);
    expect(await git(origin, 'rev-list', '--count', 'main')).toBe('1');
  });

  it('a change of values alone keeps the image that runs', async () => expect(await withHelm('deploy', {})).toContain(`image.digest=${digest('c')}`));

  it('servers are a release without services', async () => {
    expect(await withHelm('deploy', { SERVICE_NAME: 'platform' })).toBe(
      'upgrade --install --rollback-on-failure --wait --timeout 10m streamforge charts/platform --namespace streamforge --values deploy/environments/staging/values.yaml --set ingest.enabled=false',
    );
  });

  it('a canary is not waited for: helm would wait for ever', async () => {
    expect(await withHelm('deploy', { IMAGE_DIGEST: digest('a'), RENDERS: 'Rollout' })).toContain('upgrade --install --rollback-on-failure --wait=legacy --timeout 10m ingest');
    expect(await withHelm('rollback', { RENDERS: 'Rollout' })).toBe('rollback ingest --namespace streamforge --wait=legacy --timeout 10m');
  });

  it('a rollback is helm’s own', async () => expect(await withHelm('rollback', {})).toBe('rollback ingest --namespace streamforge --wait --timeout 10m'));
});

it.each([
  ['deploy', { DEPLOYER: 'both', IMAGE_DIGEST: digest('a') }, 'write argocd or helm, one for each environment'],
  ['deploy', { IMAGE_DIGEST: 'latest' }, 'write sha256: and 64 hexadecimal digits'],
  ['deploy', {}, 'IMAGE_DIGEST is not set: the build job hands it on'],
  ['undo', {}, 'usage'],
])('%s with %j is refused with a sentence', async (action, env, sentence) => {
  expect(await deploy(action, env)).toMatchObject({ code: 2, output: expect.stringContaining(sentence) as string });
});
