import { existsSync, readFileSync } from 'node:fs';
import { sharedFile } from '@streamforge/testing/shared-data';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { conform } from '../src/conform.ts';
import { goTool } from '../src/go-tools.ts';
import { charts, parsed, rendered } from '../src/helm.ts';
import { nameOf, podOf, type Manifest } from '../src/manifest.ts';
import { helm } from './every-case.ts';

const environments = ['staging', 'production'] as const;
const kubeconform = await goTool('kubeconform');
const schemas = sharedFile('schemas');
let texts: ReadonlyMap<string, string>;
let objects: ReadonlyMap<string, readonly Manifest[]>;

/** As ArgoCD renders them: servers by the platform's chart, each service by its own. */
const renderedAll = async (environment: string): Promise<string> => {
  const folder = `deploy/environments/${environment}`;
  const services = charts().filter((chart) => chart !== 'platform');
  const parts = services.map(async (service) => await rendered(helm ?? '', service, [`${folder}/services.yaml`, `${folder}/services/${service}.yaml`].filter((file) => existsSync(file))));
  const servers = rendered(helm ?? '', 'platform', [`${folder}/values.yaml`], services.map((service) => `${service}.enabled=false`));
  return (await Promise.all([servers, ...parts])).join('\n---\n');
};

beforeAll(async () => {
  if (helm === undefined) return;
  const local = rendered(helm, 'platform', ['deploy/environments/local/values.yaml']);
  texts = new Map(await Promise.all([...environments.map(async (name) => [name, await renderedAll(name)] as const), local.then((text) => ['local', text] as const)]));
  objects = new Map([...texts].map(([name, text]) => [name, parsed(text)]));
});

const objectsOf = (environment: string): readonly Manifest[] => objects.get(environment) ?? [];
/** A canary's Rollout stands where a Deployment does. */
const names = (environment: string): readonly string[] => objectsOf(environment).map((object) => nameOf(object).replace(/^Rollout/, 'Deployment')).toSorted();

describe.skipIf(helm === undefined)('environments', () => {
  it('differ by values only: each has the same objects', () => {
    expect(names('staging').length).toBeGreaterThan(100);
    expect(names('production')).toEqual(names('staging'));
    expect(texts.get('production')).not.toBe(texts.get('staging'));
  });

  it('have nothing twice', () => {
    for (const environment of [...environments, 'local']) expect(names(environment).filter((name, at, all) => all.indexOf(name) !== at)).toEqual([]);
  });

  it.skipIf(kubeconform === undefined || schemas === undefined)('are what Kubernetes and each custom resource take', async () => {
    for (const environment of [...environments, 'local']) expect((await conform(kubeconform ?? '', schemas ?? '', texts.get(environment) ?? '')).wrong, environment).toEqual([]);
  });

  it('have secrets by name only, and limits on all that runs', () => {
    for (const environment of [...environments, 'local']) {
      expect(objectsOf(environment).filter(({ kind }) => kind === 'Secret')).toEqual([]);
      const pods = objectsOf(environment).flatMap((object) => podOf(object) ?? []);
      expect(pods.length).toBeGreaterThanOrEqual(9);
      expect(pods.flatMap(({ spec }) => spec.containers).filter(({ resources }) => resources?.limits?.['memory'] === undefined)).toEqual([]);
    }
  });

  it('have dashboards and alerts as a release of their own too, without a server, as ArgoCD asks for them', async () => {
    const off = ['kafka', 'kafkaUi', 'postgres', 'minio', 'qdrant', ...charts().filter((chart) => chart !== 'platform')].map((name) => `${name}.enabled=false`);
    const made = parsed(await rendered(helm ?? '', 'platform', ['deploy/environments/production/values.yaml'], [...off, 'network.defaultDeny=false']));
    expect([...new Set(made.map(({ kind }) => kind))].toSorted()).toEqual(['ConfigMap', 'PrometheusRule']);
    const boards = made.filter(({ kind }) => kind === 'ConfigMap').flatMap((object) => Object.values((object as { data?: Readonly<Record<string, string>> }).data ?? {})).map((text) => JSON.parse(text) as unknown);
    expect(boards).toHaveLength(charts().length + 2);
    for (const board of boards) {
      expect(board).toMatchObject({ links: [{ title: 'Runbooks', url: 'https://gitlab.example.com/streamforge/streamforge/-/blob/main/docs/runbooks/README.md' }, { type: 'dashboards' }] });
    }
  });

  it('keep the ledger and its jobs in the schema that Grafana is told, wherever documents are', () => {
    const [, told] = /--variable=schema=(\w+) < charts\/platform\/generated\/grafana-reader\.sql/.exec(readFileSync('docs/cluster/watch.md', 'utf8')) ?? [];
    expect(told).toBeDefined();
    for (const environment of [...environments, 'local']) {
      const urls = objectsOf(environment).flatMap((object) => (object as { data?: Readonly<Record<string, string>> }).data?.['RELATIONAL_URL'] ?? []);
      expect([...new Set(urls)], environment).toEqual([`postgres+tls://streamforge-postgres:5432/streamforge?schema=${told}`]);
    }
  });

  it('let Prometheus find Kafka as it finds the services', () => {
    const found = objectsOf('production').filter(({ kind }) => /^(Pod|Service)Monitor$/.test(kind));
    expect(found.length, 'one of each service, and one of Kafka').toBe(charts().length);
    expect(found.filter(({ metadata: { labels = {} } }) => labels['release'] !== 'prometheus').map(nameOf)).toEqual([]);
  });

  it('ask nothing of an operator that is switched off', () => {
    const operators = (environment: string): readonly string[] => [...new Set(objectsOf(environment).flatMap(({ apiVersion }) => /^(.+\.\w+)\//.exec(apiVersion)?.[1] ?? []))]
      .filter((group) => !group.endsWith('.k8s.io')).toSorted();
    expect(operators('local')).toEqual(['acid.zalan.do', 'kafka.strimzi.io']);
    expect(operators('staging')).toEqual(['acid.zalan.do', 'kafka.strimzi.io', 'keda.sh', 'monitoring.coreos.com']);
    expect(operators('production')).toEqual(['acid.zalan.do', 'argoproj.io', 'kafka.strimzi.io', 'keda.sh', 'monitoring.coreos.com']);
  });

  it('live where the API server refuses all that is not "restricted", unless Zalando’s Postgres is there, which can’t be', () => {
    const { metadata: { labels = {} } } = parse(readFileSync('deploy/argocd/namespace/namespace.yaml', 'utf8')) as Manifest;
    const zalando = [...environments, 'local'].some((environment) => objectsOf(environment).some(({ kind }) => kind === 'postgresql'));
    const level = (mode: string): string | undefined => labels[`pod-security.kubernetes.io/${mode}`];
    expect(['enforce', 'audit', 'warn'].map(level)).toEqual([zalando ? 'baseline' : 'restricted', 'restricted', 'restricted']);
  });

  it('may be one machine: no copies, and one of each service', () => {
    const local = objectsOf('local');
    expect(local.filter(({ kind }) => kind === 'KafkaTopic').every(({ spec }) => spec?.['replicas'] === 1)).toBe(true);
    expect(local.filter(({ kind }) => kind === 'Deployment').every(({ spec }) => spec?.['replicas'] === 1)).toBe(true);
    expect(local.filter(({ kind }) => kind === 'ScaledObject')).toEqual([]);
    const asked = local.filter(({ kind }) => kind === 'Deployment').flatMap((object) => podOf(object)?.spec.containers.map(({ resources }) => resources?.requests?.['cpu']) ?? []);
    expect([...new Set(asked)], 'what is said of all services wins over the chart of one').toEqual(['50m']);
  });
});
