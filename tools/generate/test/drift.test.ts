import { cp, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '@streamforge/check/run-command';
import type { ServiceDefinition } from '@streamforge/contracts/services';
import { argocdFilesOf } from '@streamforge/pipelines/pipeline-files';
import { beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { artefactsOf } from '../src/artefacts.ts';
import { readContract, type Contract } from '../src/contract.ts';
import { driftOf, shown } from '../src/drift.ts';
import { failureOf } from '../src/failure.ts';
import { writeAll } from '../src/write.ts';

let contract: Contract;
let root: string;

beforeAll(async () => {
  contract = await readContract();
});
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'generate-'));
  await writeAll(root, artefactsOf(contract));
  return async () => await rm(root, { recursive: true, force: true });
});

/** Paths that a contract makes stale, missing or superfluous in what this checkout's contract has made. */
const staleUnder = async (changed: Contract): Promise<readonly string[]> => (await driftOf(root, artefactsOf(changed))).map(({ path, kind }) => (kind === 'stale' ? path : `${path} ${kind}`));

const withService = (name: string, change: (service: ServiceDefinition) => ServiceDefinition): Contract =>
  ({ ...contract, services: Object.fromEntries(Object.entries(contract.services).map(([each, service]) => [each, each === name ? change(service) : service])) });

const renamed = (from: string, to: string): Contract => {
  const rename = (topic: string): string => (topic === from ? to : topic);
  return {
    ...contract,
    topics: Object.fromEntries(Object.entries(contract.topics).map(([topic, definition]) => [rename(topic), definition])),
    services: Object.fromEntries(Object.entries(contract.services).map(([name, service]) => [name, {
      ...service,
      consumes: Object.fromEntries(Object.entries(service.consumes).map(([topic, consumer]) => [rename(topic), consumer])),
      produces: service.produces.map(rename),
    } as ServiceDefinition])),
  };
};

describe('the generated files', () => {
  it('are those that the contract makes; if not, run `npm run generate`', async () => {
    expect(shown(await driftOf('.', artefactsOf(contract)))).toBe('');
  });

  it('are the same however often they are made', () => expect(artefactsOf(contract)).toEqual(artefactsOf(contract)));

  it('say where they come from', () => {
    expect(artefactsOf(contract).filter(({ text }) => !text.includes('Generated from libs/contracts: npm run generate'))).toEqual([]);
  });

  it('never hold a secret, or a name that belongs to one cluster', () => {
    const suspicious = artefactsOf(contract).filter(({ path, text }) => path.startsWith('charts/') && /namespace:|strimzi\.io\/cluster|bootstrapServers|password: \S/.test(text));
    expect(suspicious.map(({ path }) => path)).toEqual([]);
  });
});

describe('when the contract changes', () => {
  it('nothing is stale while it has not', async () => expect(await staleUnder(contract)).toEqual([]));

  it('a renamed topic names every file that still has the old one', async () => {
    expect(await staleUnder(renamed('gnn.predictions.v1', 'gnn.forecasts.v1'))).toEqual([
      'charts/gnn-trainer/generated/contract.yaml', 'charts/platform/generated/rules.yaml', 'charts/platform/generated/topics.yaml', 'charts/platform/generated/users.yaml',
      'charts/roi-logger/generated/contract.yaml', 'docs/reference/asyncapi.yaml', 'docs/reference/schemas/gnn.forecasts.v1.json missing',
      'docs/reference/schemas/gnn.predictions.v1.json left over', 'docs/reference/topics.md',
    ]);
  });

  it('a further consumer names its chart, its grants and the reference', async () => {
    const changed = withService('llm-adapter', (service) => ({ ...service, consumes: { ...service.consumes, 'roi.snapshots.v1': { group: 'llm-adapter', lagTarget: 10 } } }));
    expect(await staleUnder(changed)).toEqual([
      'charts/llm-adapter/generated/contract.yaml', 'charts/platform/generated/rules.yaml', 'charts/platform/generated/users.yaml', 'docs/reference/asyncapi.yaml', 'docs/reference/topics.md',
    ]);
  });

  it('another lag target names the chart that scales on it, the alert and the page that tell it, and no grants', async () => {
    const changed = withService('ingest', (service) => ({ ...service, consumes: { ...service.consumes, 'documents.v1': { group: 'ingest', lagTarget: 7 } } }));
    expect(await staleUnder(changed)).toEqual(['charts/ingest/generated/contract.yaml', 'charts/platform/generated/rules.yaml', 'docs/reference/topics.md']);
  });

  it('another retention, quota, port, metric, error and setting are noticed too', async () => {
    const [topic] = Object.entries(contract.topics).filter(([name]) => name === 'roi.snapshots.v1');
    expect(await staleUnder({ ...contract, topics: { ...contract.topics, ...topic && { [topic[0]]: { ...topic[1], retention: { kind: 'forever' } } } } }))
      .toEqual(['charts/platform/generated/topics.yaml', 'docs/reference/asyncapi.yaml', 'docs/reference/topics.md']);
    expect(await staleUnder(withService('ingest', (service) => ({ ...service, runs: { quota: { produceBytes: 1 } } })))).toEqual(['charts/platform/generated/users.yaml']);
    expect(await staleUnder(withService('ingest', (service) => ({ ...service, http: 9_999 })))).toEqual(['charts/ingest/generated/contract.yaml']);
    expect(await staleUnder({ ...contract, errors: {} })).toEqual(['docs/reference/errors.md']);
    expect(await staleUnder({ ...contract, settings: { ...contract.settings, own: {} } })).toEqual(expect.arrayContaining(['docs/reference/configuration.md']));
  });

  it('a further service wants a chart’s data, a user, a dashboard, alerts, who is told of them, and its pages', async () => {
    const changed = { ...contract, services: { ...contract.services, 'one-more': { ...contract.services['llm-adapter'], http: 8_199 } as ServiceDefinition } };
    expect(await staleUnder(changed)).toEqual([
      'charts/one-more/generated/contract.yaml missing', 'charts/platform/generated/alertmanager.yaml', 'charts/platform/generated/dashboards/one-more.json missing',
      'charts/platform/generated/dashboards/platform.json', 'charts/platform/generated/rules.yaml', 'charts/platform/generated/users.yaml', 'docs/reference/asyncapi.yaml', 'docs/reference/topics.md',
    ]);
  });
});

describe('a file that was changed by hand', () => {
  it('is shown with the lines that differ, and is written as it should be', async () => {
    const path = 'charts/ingest/generated/contract.yaml';
    const file = join(root, path);
    const text = await readFile(file, 'utf8');
    await writeFile(file, text.replace('lagThreshold: "500"', 'lagThreshold: "1"'));
    const drifts = await driftOf(root, artefactsOf(contract));
    expect(drifts.map((drift) => drift.path)).toEqual([path]);
    expect(shown(drifts)).toMatch(/contract\.yaml is stale\n(.*\n)*.*- +lagThreshold: "1"\n.*\+ +lagThreshold: "500"\n/);
    expect(shown(drifts).split('\n').length).toBeLessThan(12);
    await writeAll(root, artefactsOf(contract));
    expect(await readFile(file, 'utf8')).toBe(text);
  });

  it('is told in one line where only its line endings differ', async () => {
    const file = join(root, 'charts/ingest/generated/contract.yaml');
    await writeFile(file, (await readFile(file, 'utf8')).replaceAll('\n', '\r\n'));
    expect(shown(await driftOf(root, artefactsOf(contract)))).toMatch(/^charts\/ingest\/generated\/contract\.yaml is stale\n    line endings only: it has CRLF.*$/);
  });

  it.each(['.gitlab/services', 'deploy/argocd/applications/staging', 'deploy/argocd/environments', 'docs/reference', 'charts/ingest/generated'])('is not wanted in %s, where all is generated', async (folder) => {
    const made = [...artefactsOf(contract), ...argocdFilesOf(['ingest']), { path: '.gitlab/services/ingest.yml', text: 'a: 1\n' }];
    await writeAll(root, made);
    await writeFile(join(root, folder, 'foreign.yaml'), 'kind: Application\n');
    expect(shown(await driftOf(root, made))).toBe(`${folder}/foreign.yaml is left over: nothing makes it any more`);
  });

  it('that nothing makes any more is told and removed, and what is written by hand beside is left alone', async () => {
    await cp(join(root, 'charts/ingest'), join(root, 'charts/former'), { recursive: true });
    await writeFile(join(root, 'charts/former/values.yaml'), 'a: 1\n');
    expect(shown(await driftOf(root, artefactsOf(contract)))).toBe('charts/former/generated/contract.yaml is left over: nothing makes it any more');
    await writeAll(root, artefactsOf(contract));
    expect(await driftOf(root, artefactsOf(contract))).toEqual([]);
    expect(await readFile(join(root, 'charts/former/values.yaml'), 'utf8')).toBe('a: 1\n');
  });
});


describe('what is in the way', () => {
  it('is nothing, where a file lies beside charts', async () => {
    await writeFile(join(root, 'charts/README.md'), 'Charts.\n');
    expect(await driftOf(root, artefactsOf(contract))).toEqual([]);
  });

  it('is named in a sentence with what to do', async () => {
    const path = 'docs/reference/topics.md';
    await rm(join(root, path));
    await mkdir(join(root, path));
    expect(await driftOf(root, artefactsOf(contract)).catch(failureOf)).toBe(`${path} is a folder, and a generated file is to lie there: remove it`);
    await rm(join(root, 'charts/ingest/generated'), { recursive: true });
    await writeFile(join(root, 'charts/ingest/generated'), '');
    await rm(join(root, path), { recursive: true });
    expect(await writeAll(root, artefactsOf(contract)).catch(failureOf)).toMatch(/charts\/ingest\/generated'?: remove what is in the way there/);
  });

  it('is a query of what there is not, said without a stack, while a fault of the generator keeps its own', () => {
    const { streamforge_models: _, ...metrics } = contract.metrics;
    const made = (): unknown => {
      try {
        return artefactsOf({ ...contract, metrics });
      } catch (error) {
        return failureOf(error);
      }
    };
    expect(made()).toBe('a query names the metric streamforge_models, which libs/contracts/src/metrics.ts does not have');
    expect(failureOf(new TypeError('no function'))).toBeUndefined();
  });

  it('is another folder than the root', async () => {
    const { code, output } = await runCommand(process.execPath, [join(process.cwd(), 'tools/generate/src/main.ts')], { cwd: root });
    expect([code, output.trim()]).toEqual([2, expect.stringMatching(/^Run it from the root of the repository: .* has no libs\/contracts\.$/)]);
  });
});
