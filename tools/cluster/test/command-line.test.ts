import { sharedFile } from '@streamforge/testing/shared-data';
import { beforeAll, describe, expect, it } from 'vitest';
import { conform } from '../src/conform.ts';
import { goTool } from '../src/go-tools.ts';
import { parsed, rendered } from '../src/helm.ts';
import type { Manifest, Pod } from '../src/manifest.ts';
import { helm } from './every-case.ts';

const kubeconform = await goTool('kubeconform');
const schemas = sharedFile('schemas');
const environments = {
  local: ['deploy/environments/local/values.yaml'],
  staging: ['deploy/environments/staging/values.yaml', 'deploy/environments/staging/services.yaml'],
} as const;
const texts = new Map<string, string>();

/** What the chart makes of its template, out of all that it renders. */
const ours = (text = ''): string => text.split(/^---$/m).filter((document) => document.includes('platform/templates/command-line/')).join('\n---\n');
const made = (environment: string): readonly Manifest[] => parsed(ours(texts.get(environment)));
const podIn = (environment: string): Pod => made(environment).find(({ kind }) => kind === 'Pod') as unknown as Pod;

beforeAll(async () => {
  if (helm === undefined) return;
  for (const [name, values] of Object.entries(environments)) texts.set(name, await rendered(helm, 'platform', values, ['commandLine={"enabled":true,"image":{"tag":"0123abc"}}']));
});

describe.skipIf(helm === undefined)('the pod with the command line', () => {
  it('is there only when it is asked for, with a policy of its own', async () => {
    expect(ours(await rendered(helm ?? '', 'platform', environments.local))).toBe('');
    for (const environment of Object.keys(environments)) expect(made(environment).map(({ kind }) => kind)).toEqual(['NetworkPolicy', 'Pod']);
  });

  it.skipIf(kubeconform === undefined || schemas === undefined)('is what Kubernetes takes', async () => {
    for (const text of texts.values()) expect(await conform(kubeconform ?? '', schemas ?? '', ours(text))).toMatchObject({ wrong: [], valid: 2, skipped: 0 });
  });

  it('keeps to Pod Security "restricted", writes to no root file system, has limits, and ends by itself', () => {
    const { spec } = podIn('staging');
    expect(spec).toMatchObject({ automountServiceAccountToken: false, restartPolicy: 'Never', activeDeadlineSeconds: 28_800, securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } } });
    expect(spec.containers).toMatchObject([{
      image: 'registry.example.com/streamforge/streamforge:0123abc',
      securityContext: { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: ['ALL'] } },
      resources: { limits: { memory: '1Gi' } },
    }]);
  });

  it('knows every server as services do, with a user of its own for Kafka, and passwords by reference', () => {
    for (const environment of Object.keys(environments)) {
      const env = new Map(podIn(environment).spec.containers[0]?.env?.map((variable) => [variable.name, variable]));
      expect(['EVENT_LOG', 'DOCUMENTS', 'RELATIONAL', 'OBJECTS', 'VECTORS'].map((role) => env.get(`${role}_URL`)?.value?.split(':')[0])).toEqual(['kafka+tls', 'postgres+tls', 'postgres+tls', 's3', 'qdrant']);
      expect(env.get('EVENT_LOG_USER')?.value).toBe('streamforge-command-line');
      expect(env.get('EVENT_LOG_PASSWORD')?.valueFrom?.secretKeyRef?.name).toBe('streamforge-command-line');
      expect([...env.values()].filter(({ name, value }) => /PASSWORD|KEY|SECRET|_CA$/.test(name) && value !== undefined)).toEqual([]);
    }
  });

  it('is asked by nobody', () => {
    const policy = made('staging').find(({ kind }) => kind === 'NetworkPolicy')?.spec;
    expect(policy).toMatchObject({ policyTypes: ['Ingress', 'Egress'] });
    expect(policy).not.toHaveProperty('ingress');
  });

  it('says what is missing where a server is named and its password is not', async () => {
    await expect(rendered(helm ?? '', 'platform', environments.local, ['commandLine={"enabled":true,"stores":{"documents":{"url":"postgres://db/a","existingSecret":""}}}'])).rejects.toThrow('commandLine: stores.documents.existingSecret is missing');
  });
});
