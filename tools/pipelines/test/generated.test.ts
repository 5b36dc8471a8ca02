import { readdir, readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { pipelineFiles, pipelineFolder } from '../src/pipeline-files.ts';

describe('what the generator makes of services and their graph', () => {
  it('is what lies there; if not, run `npm run generate`', async () => {
    const wanted = await pipelineFiles('.');
    for (const { path, text } of wanted) expect(await readFile(path, 'utf8'), path).toBe(text);
    const folders = [pipelineFolder, 'deploy/argocd/environments', 'deploy/argocd/applications/staging', 'deploy/argocd/applications/production'];
    const present = await Promise.all(folders.map(async (folder) => (await readdir(folder)).map((name) => `${folder}/${name}`)));
    expect(present.flat().toSorted()).toEqual(wanted.map(({ path }) => path).toSorted());
  });

  it('is included by the pipeline', async () => {
    const { include } = parse(await readFile('.gitlab-ci.yml', 'utf8')) as { readonly include: readonly { readonly local: string }[] };
    const files = [...await readdir('.gitlab/ci-templates').then((names) => names.map((name) => `.gitlab/ci-templates/${name}`)), ...(await readdir(pipelineFolder)).map((name) => `${pipelineFolder}/${name}`)];
    expect(include.map(({ local }) => local).toSorted()).toEqual(files.toSorted());
  });

  it('waits for what may stop it: settings before a build, libraries before a signature, charts before a deployment', async () => {
    interface Job { readonly needs: readonly (string | { readonly job: string })[]; readonly retry?: number }
    const jobs = { ...parse(await readFile('.gitlab/ci-templates/helm_deploy.yml', 'utf8')) as object, ...parse(await readFile(`${pipelineFolder}/ingest.yml`, 'utf8')) as object } as Readonly<Record<string, Job>>;
    const waitsFor = (name: string): readonly string[] => jobs[name]?.needs.map((need) => (typeof need === 'string' ? need : need.job)) ?? [];
    expect(waitsFor('ingest:build')).toContain('settings');
    expect(waitsFor('ingest:sign')).toEqual(expect.arrayContaining(['ingest:test', 'libs', 'conformance']));
    for (const name of ['ingest:deploy:staging', 'ingest:deploy:production', 'platform:deploy:staging', 'platform:deploy:production']) {
      expect(waitsFor(name), name).toEqual(expect.arrayContaining(['settings', 'charts']));
    }
    expect(waitsFor('ingest:deploy:production')).toContain('suite');
    expect(jobs['.rollback']?.retry).toBe(0);
  });

  it('is not cancelled by the next push: GitLab compares that one with this', async () => {
    const { workflow } = parse(await readFile('.gitlab-ci.yml', 'utf8')) as { readonly workflow: { readonly rules: readonly { readonly if: string; readonly auto_cancel?: object }[] } };
    expect(workflow.rules.find(({ if: on }) => on === '$CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH')?.auto_cancel).toEqual({ on_new_commit: 'none' });
  });
});
