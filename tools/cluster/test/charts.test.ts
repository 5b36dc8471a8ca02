import { services } from '@streamforge/contracts/services';
import { sharedFile } from '@streamforge/testing/shared-data';
import { beforeAll, describe, expect, it } from 'vitest';
import { conform, skipped } from '../src/conform.ts';
import { goTool } from '../src/go-tools.ts';
import { casesOf, charts, lint } from '../src/helm.ts';
import { nameOf, podOf, type Container, type Manifest, type Pod } from '../src/manifest.ts';
import { everyCase, helm, type Case } from './every-case.ts';

const kubeconform = await goTool('kubeconform');
const schemas = sharedFile('schemas');
let cases: readonly Case[];

beforeAll(async () => {
  cases = await everyCase();
});

interface Placed {
  readonly where: string;
  readonly object: Manifest;
  readonly pod: Pod;
}

const everyPod = (): readonly Placed[] => cases.flatMap(({ values, objects }) => objects.flatMap((object) => {
  const pod = podOf(object);
  return pod === undefined ? [] : [{ where: `${values}: ${nameOf(object)}`, object, pod }];
}));
const containersOf = ({ spec: { containers, initContainers = [] } }: Pod): readonly Container[] => [...containers, ...initContainers];

const selects = (spec: Manifest['spec'], labels: Readonly<Record<string, string>>): boolean => {
  const selector = spec?.['selector'] as { readonly matchLabels: Readonly<Record<string, string>> } | undefined;
  return Object.entries(selector?.matchLabels ?? { none: '' }).every(([key, value]) => labels[key] === value);
};

/** Where a rule is broken, in words; every rule is held against something. */
const broken = (holds: (pod: Pod, object: Manifest) => boolean): readonly string[] => {
  const all = everyPod();
  expect(all.length).toBeGreaterThan(30);
  return all.filter(({ pod, object }) => !holds(pod, object)).map(({ where }) => where);
};
const brokenContainers = (holds: (container: Container) => boolean): readonly string[] => broken((pod) => containersOf(pod).every(holds));

describe.skipIf(helm === undefined)('every chart', () => {
  it('is one for each service, and the platform', () => {
    expect(charts().toSorted()).toEqual([...Object.keys(services), 'platform'].toSorted());
    for (const chart of charts()) expect(casesOf(chart).length, chart).toBeGreaterThanOrEqual(3);
  });

  it('passes helm’s lint with each case', async () => {
    const says = await Promise.all(cases.map(async ({ chart, values }) => await lint(helm ?? '', chart, [values]).then(() => '', String)));
    expect(says.filter((each) => each !== '')).toEqual([]);
  });

  it.skipIf(kubeconform === undefined || schemas === undefined)('renders what Kubernetes and each custom resource take, and nothing beside', async () => {
    const checked = await conform(kubeconform ?? '', schemas ?? '', cases.map(({ text }) => text).join('\n---\n'));
    expect(checked.wrong).toEqual([]);
    expect(checked.valid).toBe(cases.reduce((sum, { objects }) => sum + objects.length, 0));
    expect([checked.skipped, skipped]).toEqual([0, {}]);
    const misspelt = await conform(kubeconform ?? '', schemas ?? '', (cases[0]?.text ?? '').replace('maxUnavailable:', 'maxUnavailible:'));
    expect(misspelt.wrong.join('\n')).toContain('maxUnavailible');
  });

  it('puts everything where the release is, under the recommended labels', () => {
    for (const { values, objects } of cases) {
      for (const { kind, metadata } of objects) {
        expect(metadata.namespace, `${values}: ${kind} ${metadata.name}`).toBe('streamforge');
        expect(metadata.labels, `${values}: ${kind} ${metadata.name}`).toMatchObject({ 'app.kubernetes.io/part-of': 'streamforge', 'app.kubernetes.io/managed-by': 'Helm' });
      }
    }
  });
});

describe.skipIf(helm === undefined)('every workload', () => {
  it('keeps to Pod Security "restricted"', () => {
    expect(broken(({ spec: { securityContext = {}, hostNetwork, volumes = [] } }) => securityContext['runAsNonRoot'] === true && hostNetwork === undefined
      && (securityContext['seccompProfile'] as { type: string } | undefined)?.type === 'RuntimeDefault'
      && volumes.every((volume) => volume['hostPath'] === undefined))).toEqual([]);
    expect(brokenContainers(({ securityContext = {} }) => securityContext['allowPrivilegeEscalation'] === false
      && JSON.stringify(securityContext['capabilities']) === '{"drop":["ALL"]}' && securityContext['privileged'] === undefined)).toEqual([]);
  });

  it('writes to no root file system and has no token', () => {
    expect(brokenContainers(({ securityContext }) => securityContext?.['readOnlyRootFilesystem'] === true)).toEqual([]);
    expect(broken(({ spec }) => spec.automountServiceAccountToken === false)).toEqual([]);
    const accounts = cases.flatMap(({ objects }) => objects.filter(({ kind }) => kind === 'ServiceAccount'));
    expect(accounts.filter((account) => (account as { automountServiceAccountToken?: boolean }).automountServiceAccountToken !== false)).toEqual([]);
  });

  it('has requests, a limit of memory and all three probes', () => {
    expect(brokenContainers(({ resources }) => resources?.limits?.['memory'] !== undefined && resources.requests?.['memory'] !== undefined && resources.requests['cpu'] !== undefined)).toEqual([]);
    expect(brokenContainers(({ startupProbe, livenessProbe, readinessProbe }) => [startupProbe, livenessProbe, readinessProbe].every((probe) => probe !== undefined))).toEqual([]);
  });

  it('has a disruption budget that selects it, and that a drain can pass', () => {
    for (const { values, objects } of cases) {
      const budgets = objects.filter(({ kind }) => kind === 'PodDisruptionBudget');
      for (const object of objects) {
        const labels = podOf(object)?.metadata.labels;
        if (labels === undefined) continue;
        const own = budgets.filter(({ spec }) => selects(spec, labels));
        expect(own.map(({ spec }) => spec?.['maxUnavailable']), `${values}: ${nameOf(object)}`).toEqual([1]);
      }
    }
  });

  it('is given longer to end than the app takes to drain', () => {
    for (const { values, objects } of cases) {
      for (const object of objects) {
        const pod = podOf(object);
        if (pod?.metadata.labels['app.kubernetes.io/component'] !== 'service') continue;
        const settings = objects.find(({ kind, metadata }) => kind === 'ConfigMap' && metadata.name === object.metadata.name)?.data;
        expect(pod.spec.terminationGracePeriodSeconds, `${values}: ${nameOf(object)}`).toBeGreaterThan(Number(settings?.['STREAMFORGE_DRAIN_SECONDS']));
        expect(pod.spec.topologySpreadConstraints, `${values}: ${nameOf(object)}`).toHaveLength(2);
      }
    }
  });

  it('runs an image with a version or a digest, never one that moves', () => {
    expect(brokenContainers(({ image }) => /(:[\w][\w.-]*|@sha256:[0-9a-f]{64})$/.test(image) && !image.endsWith(':latest'))).toEqual([]);
    expect(everyPod().some(({ pod }) => containersOf(pod).some(({ image }) => image.includes('@sha256:')))).toBe(true);
  });

  it('has no secret written into it: only names of Secrets, and of files', () => {
    const secret = /PASSWORD|_KEYS?$|SECRET|TOKEN|JAAS/;
    expect(brokenContainers(({ env = [] }) => env.every(({ name, value, valueFrom }) => !secret.test(name.replace(/_FILE$/, ''))
      || valueFrom?.secretKeyRef !== undefined || (name.endsWith('_FILE') && value?.startsWith('/') === true)))).toEqual([]);
    const objects = cases.flatMap(({ objects }) => objects);
    expect(objects.filter(({ kind }) => kind === 'Secret')).toEqual([]);
    expect(objects.filter(({ kind }) => kind === 'ConfigMap').flatMap(({ data = {} }) => Object.keys(data)).filter((name) => secret.test(name))).toEqual([]);
  });
});
