import { build } from 'esbuild';
import { beforeAll, describe, expect, it } from 'vitest';
import { imageSources, packagesOf, readImageGraph, type ImageGraph } from '../src/image-sources.ts';
import { pipelineFilesOf } from '../src/pipeline-files.ts';

const project = (name: string, root: string): ImageGraph['projects'][number] => ({ name, root, tags: [], declares: [] });

describe('what an image is made from', () => {
  const graph: ImageGraph = {
    projects: [project('shop', 'apps/shop'), project('stock', 'libs/stock'), project('money', 'libs/money'), project('weather', 'libs/weather')],
    edges: [{ from: 'shop', to: 'stock' }, { from: 'stock', to: 'money' }, { from: 'money', to: 'stock' }, { from: 'weather', to: 'money' }],
  };

  it('is the app, and all that it imports, near and far', () => expect(packagesOf(graph, 'apps/shop')).toEqual(['apps/shop', 'libs/money', 'libs/stock']));

  it('changes the pipeline file as soon as there is an import more, and only that one', () => {
    const more = { ...graph, edges: [...graph.edges, { from: 'shop', to: 'weather' }] };
    const [before, after] = [graph, more].map((each) => pipelineFilesOf({ ...each, projects: [...each.projects, project('till', 'apps/till')] }, ['shop', 'till']));
    expect(after?.map(({ path, text }, index) => [path, text === before?.[index]?.text])).toEqual([['.gitlab/services/shop.yml', false], ['.gitlab/services/till.yml', true]]);
    expect(after?.[0]?.text).toContain('- libs/weather/{package.json,src/**/*}');
  });

  it('is asked for a package that there is', () => expect(() => packagesOf(graph, 'apps/shoe')).toThrow('apps/shoe'));
});

describe('in this workspace', () => {
  let graph: ImageGraph;
  beforeAll(async () => { graph = await readImageGraph('.'); });

  it.each(['ingest', 'gateway', 'embeddings', 'gnn-trainer', 'roi-logger', 'llm-adapter'])('%s is bundled from nothing but the files that its pipeline watches', async (app) => {
    const { metafile } = await build({
      entryPoints: [`apps/${app}/src/main.ts`], bundle: true, write: false, metafile: true, outdir: '.cache/none', format: 'esm', platform: 'node', splitting: true,
      external: ['pg-native'], logLevel: 'silent', legalComments: 'none',
    });
    const own = Object.keys(metafile.inputs).filter((file) => !file.includes('node_modules/'));
    const packages = packagesOf(graph, `apps/${app}`);
    expect(own.length).toBeGreaterThan(50);
    expect(own.filter((file) => !packages.some((root) => file.startsWith(`${root}/src/`)))).toEqual([]);
  });

  it('never watches what only tests import', () => {
    const watched = packagesOf(graph, 'apps/llm-adapter');
    expect(watched).toContain('libs/contracts');
    expect(watched.filter((root) => root === 'libs/testing' || root === 'apps/ingest' || root === 'tools/backends')).toEqual([]);
  });

  it('needs fewer patterns than the fifty that GitLab takes', () => {
    expect(graph.projects.filter(({ root }) => root.startsWith('apps/')).map(({ root }) => imageSources(graph, root).length).filter((count) => count > 50)).toEqual([]);
  });
});
