import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { runCommand } from '@streamforge/check/run-command';
import { describe, expect, it } from 'vitest';
import { applicationSetOf, applicationsOf } from '../src/argocd/environment.ts';
import { partsOf } from '../src/argocd/parts.ts';
import { environments } from '../src/service-pipeline.ts';
import { lua } from './lua.ts';

const services = ['ingest', 'gateway'];
const applications = applicationsOf('staging', services);
const waveOf = (name: string): number => Number(applications.find(({ metadata }) => metadata.name === `staging-${name}`)?.metadata.annotations?.['argocd.argoproj.io/sync-wave']);

interface Project {
  readonly metadata: { readonly name: string };
  readonly spec: {
    readonly sourceRepos: readonly string[];
    readonly destinations: readonly { readonly name: string; readonly namespace: string }[];
    readonly clusterResourceWhitelist: readonly object[];
    readonly namespaceResourceWhitelist?: readonly { readonly kind: string }[];
  };
}

describe('what ArgoCD is let do', async () => {
  const projects = await Promise.all(['applications-project', 'project'].map(async (file) => parse(await readFile(`deploy/argocd/${file}.yaml`, 'utf8')) as Project));
  const [inside, outside] = ['streamforge-root', 'streamforge'].map((name) => projects.find(({ metadata }) => metadata.name === name)?.spec);

  it('beside itself is to hold Applications and sets of them, and nothing else', async () => {
    expect([inside?.destinations, inside?.clusterResourceWhitelist]).toEqual([[{ name: 'in-cluster', namespace: 'argocd' }], []]);
    expect(inside?.namespaceResourceWhitelist?.map(({ kind }) => kind)).toEqual(['Application', 'ApplicationSet']);
    const root = parse(await readFile('deploy/argocd/root.yaml', 'utf8')) as { readonly spec: { readonly project: string } };
    expect([root.spec.project, ...environments.map((environment) => applicationSetOf(environment).spec.template.spec.project)]).toEqual(environments.flatMap(() => 'streamforge-root').concat('streamforge-root'));
  });

  it('in clusters is never beside itself, and each Application keeps to the project that it names', () => {
    expect(outside?.destinations.map(({ name }) => name)).toEqual([...environments]);
    for (const { spec: { project, source, destination } } of environments.flatMap((environment) => applicationsOf(environment, services))) {
      expect([project, outside?.sourceRepos.includes(source.repoURL), outside?.destinations.some(({ name }) => name === destination.name)]).toEqual(['streamforge', true, true]);
    }
  });
});

describe('an environment comes up', () => {
  it('operators first, then the namespace, servers, services and last what shows them', () => {
    for (const operator of ['cert-manager', 'prometheus', 'strimzi', 'keda', 'postgres-operator', 'argo-rollouts', 'reloader']) {
      expect(waveOf(operator)).toBeGreaterThanOrEqual(-100);
      expect(waveOf(operator)).toBeLessThanOrEqual(-96);
    }
    expect(['namespace', 'servers', 'ingest', 'gateway', 'dashboards'].map(waveOf)).toEqual([-50, -20, 0, 0, 10]);
  });

  it('and goes the other way: each part waits for what it made, and operators stay, with what is theirs', () => {
    const waiting = applications.filter(({ metadata }) => metadata.finalizers?.includes('resources-finalizer.argocd.argoproj.io/foreground') === true).map(({ metadata }) => metadata.name);
    expect(waiting).toEqual(['namespace', 'servers', ...services, 'dashboards'].map((name) => `staging-${name}`));
    expect(environments.map((environment) => applicationSetOf(environment).spec.syncPolicy)).toEqual(environments.map(() => ({ applicationsSync: 'create-update', preserveResourcesOnDeletion: true })));
  });

  it('with every service as a release of its own, and in no other', () => {
    const releases = partsOf(services).flatMap(({ from, sets = {} }) => ('chart' in from ? [[from.release, services.filter((service) => from.chart === service || (from.chart === 'platform' && !(service in sets)))]] : []));
    expect(releases).toEqual([['streamforge', []], ['ingest', ['ingest']], ['gateway', ['gateway']], ['streamforge-dashboards', []]]);
  });

  it('the same in each environment but for its name and its branch', () => {
    const asStaging = (value: unknown): string => JSON.stringify(value).replaceAll('"targetRevision":"production"', '"targetRevision":"main"').replaceAll('production', 'staging');
    expect(asStaging(applicationsOf('production', services))).toBe(JSON.stringify(applications));
    expect(asStaging(applicationSetOf('production'))).toBe(JSON.stringify(applicationSetOf('staging')));
  });

  it('with all that is ours in production from the branch to which its jobs deploy', async () => {
    const jobs = parse(await readFile('.gitlab/ci-templates/helm_deploy.yml', 'utf8')) as Readonly<Record<string, { readonly variables?: Readonly<Record<string, string>> }>>;
    const ours = applicationsOf('production', services).flatMap(({ spec: { source } }) => ('path' in source ? [source.targetRevision] : []));
    const all = [...ours, applicationSetOf('production').spec.template.spec.source.targetRevision];
    expect([...new Set(all)]).toEqual([jobs['.helm_deploy:production']?.variables?.['DEPLOY_BRANCH']]);
    expect(jobs['.helm_deploy:staging']?.variables).not.toHaveProperty('DEPLOY_BRANCH');
  });

  it('with a Reloader that restarts canaries, by what ArgoCD leaves', async () => {
    expect(partsOf(services).find(({ name }) => name === 'reloader')?.sets).toEqual({ reloader: { isArgoRollouts: true, reloadStrategy: 'annotations' } });
    const { data } = parse(await readFile('deploy/argocd/settings/argocd-cm.yaml', 'utf8')) as { readonly data: Readonly<Record<string, string>> };
    for (const kind of ['apps_Deployment', 'argoproj.io_Rollout']) {
      expect(parse(data[`resource.customizations.ignoreDifferences.${kind}`] ?? '')).toEqual({ jsonPointers: ['/spec/template/metadata/annotations/reloader.stakater.com~1last-reloaded-from'] });
    }
  });

  it('compared by the API server, which knows what it fills in and leaves out: what never is what git says holds up all that follows', () => {
    expect(new Set(applications.map(({ metadata }) => metadata.annotations?.['argocd.argoproj.io/compare-options']))).toEqual(new Set(['ServerSideDiff=true']));
  });

  it('after an ill wave is well, however long that took, and not before', () => {
    const policies = [applicationSetOf('staging').spec.template, ...applications].map(({ spec }) => spec.syncPolicy);
    expect(new Set(policies.map(({ retry }) => [retry.limit, retry.refresh].join()))).toEqual(new Set(['-1,true']));
    expect(policies.flatMap(({ syncOptions }) => syncOptions)).not.toContain('ApplyOutOfSyncOnly=true');
  });

  it('with a Strimzi that keeps ArgoCD’s label to itself', () => {
    const pattern = partsOf(services).find(({ name }) => name === 'strimzi')?.sets?.['labelsExclusionPattern'];
    const handedOn = (label: string): boolean => !new RegExp(`^(?:${String(pattern)})$`).test(label);
    expect(['argocd.argoproj.io/instance', 'app.kubernetes.io/instance', 'app.kubernetes.io/part-of', 'team'].map(handedOn)).toEqual([false, false, true, true]);
  });
});

const interpreter = await lua();

describe.skipIf(interpreter === undefined)('a wave', () => {
  const asLua = (value: unknown): string => value === null || typeof value !== 'object'
    ? JSON.stringify(value)
    : Array.isArray(value) ? `{ ${value.map(asLua).join(', ')} }` : `{ ${Object.entries(value).map(([key, each]) => `[${JSON.stringify(key)}] = ${asLua(each)}`).join(', ')} }`;
  const health = async (application: object): Promise<string> => {
    const { data } = parse(await readFile('deploy/argocd/settings/argocd-cm.yaml', 'utf8')) as { readonly data: Readonly<Record<string, string>> };
    const check = data['resource.customizations.health.argoproj.io_Application'] ?? '';
    return (await runCommand(interpreter ?? '', ['-e', `local function check(obj) ${check} end io.write(check(${asLua(application)}).status)`])).output;
  };
  const synced = { health: { status: 'Healthy' }, sync: { status: 'Synced' } };

  it.each([
    ['waits for an Application that ArgoCD has not seen yet', {}, 'Progressing'],
    ['waits while it syncs', { status: { ...synced, operationState: { phase: 'Running' } } }, 'Progressing'],
    ['waits while what runs is well but not what git says', { status: { ...synced, sync: { status: 'OutOfSync' } } }, 'Progressing'],
    ['waits while a sync is asked for', { operation: { sync: {} }, status: synced }, 'Progressing'],
    ['waits while its objects come up', { status: { ...synced, health: { status: 'Progressing' } } }, 'Progressing'],
    ['stops where a sync failed', { status: { ...synced, operationState: { phase: 'Failed', message: 'no' } } }, 'Degraded'],
    ['stops where its objects are ill', { status: { ...synced, health: { status: 'Degraded' } } }, 'Degraded'],
    ['lets the next begin once all is as it should be', { status: { ...synced, operationState: { phase: 'Succeeded' } } }, 'Healthy'],
    ['stops where a chart can’t be rendered', { status: { ...synced, sync: { status: 'Unknown' }, conditions: [{ type: 'OrphanedResourceWarning' }, { type: 'ComparisonError', message: 'no' }] } }, 'Degraded'],
  ])('%s', async (_name, application, expected) => expect(await health(application)).toBe(expected));
});
