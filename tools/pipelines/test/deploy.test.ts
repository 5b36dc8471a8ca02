/** The script that deploys, over a real git repository and, for helm, a program that writes down what it was asked. */
import { chmod, cp, mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { runCommand, type Finished } from '@streamforge/check/run-command';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { commit, git, temporary } from './repository.ts';

const digest = (digit: string): string => `sha256:${digit.repeat(64)}`;
const file = 'deploy/environments/staging/images/ingest.yaml';
let [template, place, origin, work] = ['', '', '', ''];

// Made once and copied for each test: git takes its time.
beforeAll(async () => {
  template = await temporary('deploy');
  const first = join(template, 'work');
  await git(template, 'init', '--quiet', '--bare', '--template=', '--initial-branch', 'main', 'origin.git');
  await git(join(template, 'origin.git'), 'config', 'receive.advertisePushOptions', 'true');
  await git(template, 'init', '--quiet', '--template=', '--initial-branch', 'main', 'work');
  await git(first, 'remote', 'add', 'origin', '../origin.git');
  const folders = ['charts/ingest', 'charts/platform', 'charts/gateway', 'deploy/environments/staging', 'deploy/environments/production'];
  await commit(first, Object.fromEntries(folders.map((folder) => [`${folder}/values.yaml`, 'image: {}\n'])));
  await git(first, 'push', '--quiet', 'origin', 'main');
  return async () => await rm(template, { recursive: true });
});

beforeEach(async () => {
  place = await temporary('deploy');
  [origin, work] = [join(place, 'origin.git'), join(place, 'work')];
  await cp(template, place, { recursive: true });
  return async () => await rm(place, { recursive: true });
});

const deploy = (action: string, env: Readonly<Record<string, string>>): Promise<Finished> => runCommand('sh', [resolve('tools/pipelines/scripts/deploy.sh'), action], { cwd: work, env: {
  SERVICE_NAME: 'ingest', ENVIRONMENT: 'staging', DEPLOYER: 'argocd', CI_DEFAULT_BRANCH: 'main', GIT_CONFIG_GLOBAL: '/dev/null',
  IMAGE_DIGEST: '', ROLLBACK_TO: '', DEPLOY_BRANCH: '', DEPLOY_REMOTE: '', CI_COMMIT_SHA: '', ...env,
} });
const committed = (path = file, branch = 'main'): Promise<string> => git(origin, 'show', `${branch}:${path}`);
const says = (sentence: string): Finished => ({ code: 2, output: expect.stringContaining(sentence) as string });

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
    expect(await deploy('rollback', {})).toMatchObject(says('had no other image of ingest'));
    await deploy('deploy', { IMAGE_DIGEST: digest('b') });
    expect(await deploy('rollback', {})).toMatchObject({ code: 0 });
    expect(await committed()).toContain(digest('a'));
  });

  it('a second rollback does not bring back what the first took away, and goes further only when it is told where to', async () => {
    for (const each of ['a', 'b', 'c']) await deploy('deploy', { IMAGE_DIGEST: digest(each) });
    expect(await deploy('rollback', {})).toMatchObject({ code: 0 });
    expect(await deploy('rollback', {})).toMatchObject(says(`Say ROLLBACK_TO, one of: ${digest('c')} ${digest('a')}`));
    expect(await committed()).toContain(digest('b'));
    expect(await deploy('rollback', { ROLLBACK_TO: digest('d') })).toMatchObject(says(`ROLLBACK_TO is '${digest('d')}'`));
    expect(await deploy('rollback', { ROLLBACK_TO: digest('a') })).toMatchObject({ code: 0 });
    expect(await committed()).toContain(digest('a'));
  });

  it('a rollback changes the image also where somebody wrote beside it', async () => {
    for (const each of ['a', 'b']) await deploy('deploy', { IMAGE_DIGEST: digest(each) });
    await git(work, 'checkout', '--quiet', '-B', 'main', await git(origin, 'rev-parse', 'main'));
    await commit(work, { [file]: `# Looks well.\nimage:\n  digest: ${digest('b')}\n` });
    await git(work, 'push', '--quiet', 'origin', 'main');
    expect(await deploy('rollback', {})).toMatchObject({ code: 0, output: expect.stringContaining(digest('a')) as string });
    expect(await committed()).toContain(digest('a'));
  });

  it('a push that may not be is called so at once', async () => {
    await mkdir(join(origin, 'hooks'));
    await writeFile(join(origin, 'hooks/pre-receive'), '#!/bin/sh\necho protected >&2\nexit 1\n');
    await chmod(join(origin, 'hooks/pre-receive'), 0o755);
    expect(await deploy('deploy', { IMAGE_DIGEST: digest('a') })).toMatchObject(says('the push was refused'));
  });

  it('a rollback finds the image before also where a runner cloned the newest commit only', async () => {
    for (const each of ['a', 'b']) await deploy('deploy', { IMAGE_DIGEST: digest(each) });
    await rm(work, { recursive: true });
    await git(place, 'clone', '--quiet', '--depth', '1', `file://${origin}`, work);
    expect(await deploy('rollback', {})).toMatchObject({ code: 0 });
    expect(await committed()).toContain(digest('a'));
  });
});

describe('where ArgoCD follows a branch of the environment’s own', () => {
  const inProduction = (action: string, env: Readonly<Record<string, string>>): Promise<Finished> => deploy(action, { ENVIRONMENT: 'production', DEPLOY_BRANCH: 'production', ...env });
  const image = (service: string): Promise<string> => committed(`deploy/environments/production/images/${service}.yaml`, 'production');
  /** Merges to main, and leaves the work tree there, as a pipeline of that commit has it. */
  const merged = async (chart: string): Promise<string> => {
    await git(work, 'fetch', '--quiet', 'origin', 'main');
    await git(work, 'checkout', '--quiet', '--force', '-B', 'main', 'FETCH_HEAD');
    await commit(work, { 'charts/ingest/values.yaml': chart, 'charts/gateway/values.yaml': chart });
    await git(work, 'push', '--quiet', 'origin', 'main');
    return await git(work, 'rev-parse', 'HEAD');
  };

  it('charts come with the image, when somebody deploys, and main is left as it was', async () => {
    const first = await merged('first');
    expect(await inProduction('deploy', { IMAGE_DIGEST: digest('a') })).toMatchObject({ code: 0 });
    await merged('second');
    expect(await committed('charts/ingest/values.yaml', 'production')).toBe('first');
    expect(await deploy('deploy', { IMAGE_DIGEST: digest('b') })).toMatchObject({ code: 0 });
    const main = await git(origin, 'rev-parse', 'main');
    await git(work, 'checkout', '--quiet', '--force', 'main');
    expect(await inProduction('deploy', { SERVICE_NAME: 'gateway', IMAGE_DIGEST: digest('c') })).toMatchObject({ code: 0 });
    expect(await Promise.all([committed('charts/ingest/values.yaml', 'production'), image('ingest'), image('gateway'), git(origin, 'rev-parse', 'main')]))
      .toEqual(['second', expect.stringContaining(digest('a')), expect.stringContaining(digest('c')), main]);
    // An older pipeline brings its image, and no older charts.
    await git(work, 'checkout', '--quiet', '--force', '--detach', first);
    expect(await inProduction('deploy', { IMAGE_DIGEST: digest('d') })).toMatchObject({ code: 0 });
    expect(await Promise.all([committed('charts/ingest/values.yaml', 'production'), image('ingest')])).toEqual(['second', expect.stringContaining(digest('d'))]);
  });

  it('charts alone come as `platform`, from a clone of the newest commit also, and a rollback leaves them', async () => {
    for (const each of ['a', 'b']) {
      await merged(each);
      await inProduction('deploy', { IMAGE_DIGEST: digest(each) });
    }
    await merged('c');
    await rm(work, { recursive: true });
    await git(place, 'clone', '--quiet', '--depth', '1', `file://${origin}`, work);
    expect(await inProduction('deploy', { SERVICE_NAME: 'platform' })).toMatchObject({ code: 0 });
    expect(await inProduction('rollback', {})).toMatchObject({ code: 0 });
    expect(await Promise.all([committed('charts/ingest/values.yaml', 'production'), image('ingest')])).toEqual(['c', expect.stringContaining(digest('a'))]);
    expect(await deploy('deploy', { SERVICE_NAME: 'platform' })).toMatchObject(says('staging follows main'));
  });
});

describe('where helm deploys', () => {
  const revision = (number: number, status: string, description: string): object => ({ revision: number, updated: '2026-11-20T10:00:00Z', status, chart: 'ingest-0.1.0', description });
  const asked = async (): Promise<string> => (await readFile(join(place, 'asked'), 'utf8')).trim().split('\n').at(-1) ?? '';
  const helm = async (action: string, env: Readonly<Record<string, string>>, ...history: readonly object[]): Promise<Finished> => {
    await writeFile(join(place, 'helm'), `#!/bin/sh
echo "$@" >> "$ASKED"
[ "$1" != "$FAILS" ] || exit 1
case "$1 $2" in
  template*|'get manifest') echo "kind: $RENDERS" ;;
  'get values') printf '{"image":{"digest":"%s"}}' "$RUNS" ;;
  history*) printf %s "$HISTORY" ;;
esac
`);
    await chmod(join(place, 'helm'), 0o755);
    const path = `${place}:${process.env['PATH'] ?? ''}`;
    return await deploy(action, { DEPLOYER: 'helm', PATH: path, ASKED: join(place, 'asked'), RENDERS: 'Deployment', RUNS: digest('c'), FAILS: '', HISTORY: JSON.stringify(history), ...env });
  };
  const withHelm = async (...words: Parameters<typeof helm>): Promise<string> => {
    expect(await helm(...words)).toEqual({ code: 0, output: words[1]['RENDERS'] === 'Rollout' ? expect.stringContaining('ingest is a canary: helm does not wait for it') : '' });
    return await asked();
  };

  it('the release is upgraded to the digest, and goes back by itself when it fails', async () => {
    expect(await withHelm('deploy', { IMAGE_DIGEST: digest('a') }))
      .toBe(`upgrade --install --rollback-on-failure --force-conflicts --wait --timeout 10m ingest charts/ingest --namespace streamforge --set-string image.digest=${digest('a')}`);
    expect(await git(origin, 'rev-list', '--count', 'main')).toBe('1');
  });

  it('a change of values alone keeps the image that runs', async () => expect(await withHelm('deploy', {})).toContain(`image.digest=${digest('c')}`));

  it.each([{ FAILS: 'get' }, { RUNS: '' }])('nothing is deployed where the image that runs is not known (%j)', async (env) => {
    expect(await helm('deploy', env)).toMatchObject(says('SERVICES=ingest'));
    expect(await asked()).toMatch(/^get/);
  });

  it('servers are a release without services', async () => {
    expect(await withHelm('deploy', { SERVICE_NAME: 'platform' })).toBe(
      'upgrade --install --rollback-on-failure --force-conflicts --wait --timeout 10m streamforge charts/platform --namespace streamforge --values deploy/environments/staging/values.yaml --set gateway.enabled=false --set ingest.enabled=false',
    );
  });

  it('a canary is not waited for: helm would wait for ever', async () => {
    expect(await withHelm('deploy', { IMAGE_DIGEST: digest('a'), RENDERS: 'Rollout' })).toContain('upgrade --install --rollback-on-failure --force-conflicts --wait=legacy --timeout 10m ingest');
    expect(await withHelm('rollback', { RENDERS: 'Rollout' }, revision(1, 'superseded', 'Install complete'), revision(2, 'deployed', 'Upgrade complete'))).toBe('rollback ingest 1 --namespace streamforge --force-conflicts --wait=legacy --timeout 10m');
  });

  const [first, failed, back] = [revision(1, 'superseded', 'Install complete'), revision(2, 'failed', 'Upgrade "ingest" failed: {"code": 422}'), revision(3, 'superseded', 'Rollback to 1')];

  it('a rollback goes to the last release that was well, whatever failed in between', async () => {
    expect(await withHelm('rollback', {}, first, failed, revision(3, 'deployed', 'Upgrade complete'))).toBe('rollback ingest 1 --namespace streamforge --force-conflicts --wait --timeout 10m');
    expect(await withHelm('rollback', {}, first, failed, back, revision(4, 'deployed', 'Upgrade complete'))).toContain('rollback ingest 3 ');
    expect(await withHelm('rollback', {}, revision(1, 'deployed', 'Install complete'), failed)).toContain('rollback ingest 1 ');
    // So helm leaves them when the way back failed as well: a real one was seen to.
    const never = [revision(2, 'superseded', 'Upgrade "ingest" failed: conflict occurred'), revision(3, 'failed', 'Rollback "ingest" failed: conflict occurred')];
    expect(await withHelm('rollback', {}, first, ...never)).toContain('rollback ingest 1 ');
  });

  it('a release that came by a rollback is left, unless it is told where to', async () => {
    const history = [first, revision(2, 'superseded', 'Upgrade complete'), revision(3, 'deployed', 'Rollback to 1')];
    expect(await helm('rollback', {}, ...history)).toMatchObject(says('Say ROLLBACK_TO, one of: 1 2'));
    expect(await helm('rollback', { ROLLBACK_TO: '7' }, ...history)).toMatchObject(says('no revision of ingest that was well: 1 2'));
    expect(await withHelm('rollback', { ROLLBACK_TO: '2' }, ...history)).toContain('rollback ingest 2 ');
    expect(await helm('rollback', {}, revision(1, 'deployed', 'Install complete'))).toMatchObject(says('had no other release of ingest'));
  });
});

it.each([
  ['deploy', { DEPLOYER: 'both', IMAGE_DIGEST: digest('a') }, 'write argocd or helm, one for each environment'],
  ['deploy', { IMAGE_DIGEST: 'latest' }, 'write sha256: and 64 hexadecimal digits'],
  ['deploy', { IMAGE_DIGEST: `${digest('a')}\nenv: {}` }, 'write sha256: and 64 hexadecimal digits'],
  ['deploy', { SERVICE_NAME: '../../../ingest', IMAGE_DIGEST: digest('a') }, 'write a name of small letters'],
  ['deploy', { SERVICE_NAME: 'shoe', IMAGE_DIGEST: digest('a') }, 'there is no charts/shoe'],
  ['deploy', { ENVIRONMENT: 'prod', IMAGE_DIGEST: digest('a') }, 'there is no deploy/environments/prod'],
  ['deploy', {}, 'IMAGE_DIGEST is not set: the build job hands it on'],
  ['undo', {}, 'usage'],
])('%s with %j is refused with a sentence', async (action, env, sentence) => {
  expect(await deploy(action, env)).toMatchObject(says(sentence));
});
