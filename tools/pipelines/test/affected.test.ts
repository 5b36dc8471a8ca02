/** Which jobs GitLab would run after a change, as gitlab-ci-local reads the pipeline; in a clone that is thrown away. */
import { cp, readdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { runCommand } from '@streamforge/check/run-command';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { commit, git, temporary } from './repository.ts';

interface ListedJob {
  readonly name: string;
  readonly when: string;
}

const images = (await readdir('.gitlab/services')).map((file) => file.replace('.yml', '')).toSorted();
/** The command line is built and runs nowhere. */
const services = images.filter((name) => name !== 'streamforge');
let clone: string;

beforeAll(async () => {
  clone = await temporary('clone');
  await cp('.gitlab-ci.yml', join(clone, '.gitlab-ci.yml'));
  await cp('.gitlab', join(clone, '.gitlab'), { recursive: true });
  await git(clone, 'init', '--quiet', '--initial-branch', 'main');
  await git(clone, 'remote', 'add', 'origin', 'https://gitlab.example.com/streamforge/streamforge.git');
  await commit(clone, { 'README.md': 'Before.\n' });
  await git(clone, 'update-ref', 'refs/remotes/origin/main', 'HEAD');
  await git(clone, 'symbolic-ref', 'refs/remotes/origin/HEAD', 'refs/remotes/origin/main');
});
afterAll(() => rm(clone, { recursive: true, force: true }));

const push = ['CI_PIPELINE_SOURCE=push', 'CI_COMMIT_BRANCH=main'];

/** Jobs by what becomes of them, after a change of one file. */
const listed = async (file: string, variables: readonly string[]): Promise<Readonly<Record<'runs' | 'waits', readonly string[]>>> => {
  await git(clone, 'checkout', '--quiet', '--force', '--detach', 'refs/remotes/origin/main');
  await commit(clone, { [file]: 'Changed.\n' });
  const words = [resolve('node_modules/gitlab-ci-local/dist/index.js'), '--list-json', '--json-schema-validation=false'];
  const { code, output } = await runCommand(process.execPath, [...words, ...variables.flatMap((variable) => ['--variable', variable])], {
    cwd: clone, env: { GCL_IGNORE_PREDEFINED_VARS: 'CI_PIPELINE_SOURCE,CI_COMMIT_BRANCH', HOME: clone, NODE_COMPILE_CACHE: join(clone, '.git/compiled') },
  });
  if (code !== 0) throw new Error(output);
  const jobs = JSON.parse(output.slice(output.indexOf('[\n'), output.lastIndexOf(']') + 1)) as readonly ListedJob[];
  const which = (when: string): readonly string[] => jobs.filter((job) => job.when === when).map(({ name }) => name);
  return { runs: which('on_success'), waits: which('manual') };
};

const ofServices = (jobs: readonly string[], kind: string): readonly string[] => jobs.filter((name) => name.endsWith(`:${kind}`)).map((name) => name.split(':')[0] ?? '').toSorted();

describe('after a change', () => {
  it('in apps/ingest, ingest is built, tested, signed and deployed, and nothing else', async () => {
    const { runs, waits } = await listed('apps/ingest/src/service.ts', push);
    expect(runs.filter((name) => name.includes(':'))).toEqual(['ingest:build', 'ingest:test', 'ingest:sbom', 'ingest:sign', 'ingest:deploy:staging']);
    expect(waits).toEqual(['ingest:rollback:staging', 'ingest:deploy:production', 'ingest:rollback:production']);
  });

  it('in libs/contracts, every service', async () => {
    const { runs, waits } = await listed('libs/contracts/src/topics.ts', push);
    expect(ofServices(runs, 'deploy:staging')).toEqual(services);
    for (const kind of ['build', 'test']) expect(ofServices(runs, kind)).toEqual(images);
    expect(ofServices(waits, 'deploy:production')).toEqual(services);
  });

  it('in libs/gnn, only what trains', async () => expect(ofServices((await listed('libs/gnn/src/kernels/wasm/compiled.ts', push)).runs, 'build')).toEqual(['gnn-trainer']));

  it.each(['docs/tutorial.md', 'libs/contracts/README.md'])('in docs (%s), none', async (file) => {
    const { runs, waits } = await listed(file, push);
    expect([...runs, ...waits].filter((name) => name.includes(':'))).toEqual([]);
  });

  it('in a test of ingest, it is tested and not built', async () => {
    expect((await listed('apps/ingest/test/service.test.ts', push)).runs.filter((name) => name.includes(':'))).toEqual(['ingest:test']);
  });

  it('that is not merged yet, nothing is signed or deployed', async () => {
    const { runs, waits } = await listed('apps/ingest/src/service.ts', ['CI_PIPELINE_SOURCE=merge_request_event', 'CI_COMMIT_BRANCH=change']);
    expect([runs.filter((name) => name.includes(':')), waits]).toEqual([['ingest:build', 'ingest:test'], []]);
  });

  it('of a chart, it is deployed by helm where ArgoCD does not watch', async () => {
    const { runs, waits } = await listed('charts/ingest/values.yaml', push);
    // ArgoCD brings it to staging; production waits for someone, whoever deploys.
    expect([runs, waits]).toEqual([['settings', 'workspace', 'charts'], ['platform:deploy:production']]);
    expect((await listed('charts/ingest/values.yaml', [...push, 'DEPLOYER_STAGING=helm'])).runs.filter((name) => name.includes(':'))).toEqual(['ingest:deploy:staging']);
    expect((await listed('charts/platform/values.yaml', [...push, 'DEPLOYER_STAGING=helm'])).runs.filter((name) => name.includes(':'))).toEqual(['platform:deploy:staging']);
  });
});

describe('when someone starts a pipeline', () => {
  const web = ['CI_PIPELINE_SOURCE=web', 'CI_COMMIT_BRANCH=main'];

  it('SERVICES names what is built anew', async () => {
    const { runs } = await listed('README.md', [...web, 'SERVICES=gateway,roi-logger']);
    expect(ofServices(runs, 'deploy:staging')).toEqual(['gateway', 'roi-logger']);
    // Whatever stopped the pipeline that failed is asked again.
    expect(runs.filter((name) => !name.includes(':'))).toEqual(['settings', 'workspace', 'libs', 'charts', 'conformance']);
  });

  it('SERVICES can name the command line, which is built and deployed nowhere', async () => {
    const { runs, waits } = await listed('README.md', [...web, 'SERVICES=streamforge']);
    expect([runs.filter((name) => name.startsWith('streamforge:')), waits]).toEqual([['streamforge:build', 'streamforge:test', 'streamforge:sbom', 'streamforge:sign'], []]);
  });

  it('ROLLBACK offers the way back and builds nothing', async () => {
    const { runs, waits } = await listed('apps/ingest/src/service.ts', [...web, 'ROLLBACK=ingest']);
    expect([runs.filter((name) => name.includes(':')), waits]).toEqual([[], ['ingest:rollback:staging', 'ingest:rollback:production']]);
  });
});
