import { readdir, readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { describe, expect, it } from 'vitest';
import { pipelineFiles, pipelineFolder } from '../src/pipeline-files.ts';

describe('the pipeline files of the services', () => {
  it('are those that the Nx graph makes; if not, run `npm run generate`', async () => {
    const wanted = await pipelineFiles('.');
    for (const { path, text } of wanted) expect(await readFile(path, 'utf8'), path).toBe(text);
    expect((await readdir(pipelineFolder)).map((name) => `${pipelineFolder}/${name}`).toSorted()).toEqual(wanted.map(({ path }) => path).toSorted());
  });

  it('are all included', async () => {
    const { include } = parse(await readFile('.gitlab-ci.yml', 'utf8')) as { readonly include: readonly { readonly local: string }[] };
    const files = [...await readdir('.gitlab/ci-templates').then((names) => names.map((name) => `.gitlab/ci-templates/${name}`)), ...(await pipelineFiles('.')).map(({ path }) => path)];
    expect(include.map(({ local }) => local).toSorted()).toEqual(files.toSorted());
  });
});
