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
});
