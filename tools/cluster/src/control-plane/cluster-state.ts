/** What stands in the namespace, and how it is prepared as docs/cluster/install.md says. */
import { setTimeout as pause } from 'node:timers/promises';
import { definitions } from './definitions.ts';
import { must, type Ask } from './kubectl.ts';
import type { ControlPlane } from './running.ts';

export const namespace = 'streamforge';
const LOOK_EVERY_MS = 500;
const SETTLE_TRIES = 60;
const ESTABLISH_TRIES = 60;

/** Everything of ours, by kinds that a release makes. */
const kinds = [
  'configmaps', 'services', 'serviceaccounts', 'persistentvolumeclaims', 'deployments', 'statefulsets', 'horizontalpodautoscalers', 'poddisruptionbudgets', 'networkpolicies',
  'kafkas', 'kafkanodepools', 'kafkatopics', 'kafkausers', 'postgresqls', 'scaledobjects', 'triggerauthentications', 'servicemonitors', 'podmonitors', 'prometheusrules', 'rollouts',
].join(',');

/** Secrets of docs/cluster/install.md by their keys; no pod reads them here. */
const secrets: Readonly<Record<string, readonly string[]>> = {
  'streamforge-keys': ['STREAMFORGE_API_KEYS'],
  'streamforge-metrics': ['api-key'],
  'streamforge-minio': ['user', 'password'],
  'streamforge-qdrant': ['api-key'],
  'streamforge-kafka-ui-login': ['user', 'password'],
  'streamforge-postgres-tls': ['tls.crt', 'tls.key', 'ca.crt'],
};

export interface Live {
  readonly kind: string;
  readonly metadata: { readonly name: string; readonly resourceVersion: string; readonly labels?: Readonly<Record<string, string>> };
  readonly spec?: Readonly<Record<string, unknown>>;
  readonly status?: Readonly<Record<string, unknown>>;
}

const listed = async (kubectl: Ask, what: string): Promise<readonly Live[]> =>
  (JSON.parse(await must(kubectl(['get', what, '--namespace', namespace, '--output', 'json']))) as { readonly items: readonly Live[] }).items;

/** The objects of releases, without what Kubernetes puts into each namespace. */
export const objects = async (kubectl: Ask): Promise<readonly Live[]> =>
  (await listed(kubectl, kinds)).filter(({ metadata }) => metadata.labels?.['app.kubernetes.io/managed-by'] === 'Helm');

export const pods = async (kubectl: Ask): Promise<readonly Live[]> => await listed(kubectl, 'pods');

/** Kinds that controllers write to as well: of these only what was asked for is ours, without the number of instances. */
const shared = ['Deployment', 'StatefulSet', 'HorizontalPodAutoscaler', 'PodDisruptionBudget', 'PersistentVolumeClaim'];

/** What an apply that changes nothing leaves as it is, by name. */
export const versions = (all: readonly Live[]): ReadonlyMap<string, string> => new Map(all.map(({ kind, metadata, spec }) =>
  [`${kind} ${metadata.name}`, shared.includes(kind) ? JSON.stringify({ ...spec, replicas: 0 }) : metadata.resourceVersion]));

/** What controllers said went wrong: a pod that is refused shows nowhere else. */
export const refusals = async (kubectl: Ask): Promise<readonly string[]> => {
  const events = JSON.parse(await must(kubectl(['get', 'events', '--namespace', namespace, '--output', 'json']))) as { readonly items: readonly { readonly reason: string; readonly message: string }[] };
  return events.items.filter(({ reason }) => reason === 'FailedCreate').map(({ message }) => message);
};

/** Waits until all pods that are wanted are said to run. */
export const settled = async (kubectl: Ask): Promise<readonly Live[]> => {
  for (let tries = 0; ; tries++) {
    const workloads = (await objects(kubectl)).filter(({ kind }) => kind === 'Deployment' || kind === 'StatefulSet');
    const all = await pods(kubectl);
    const wanted = workloads.reduce((sum, { spec }) => sum + Number(spec?.['replicas'] ?? 0), 0);
    if (tries === SETTLE_TRIES || (all.length === wanted && all.every(({ status }) => status?.['phase'] === 'Running'))) return all;
    await pause(LOOK_EVERY_MS);
  }
};

/** Brings the operators' definitions, and waits until the API server takes their objects. */
export const bringDefinitions = async ({ kubectl }: ControlPlane, schemas: string): Promise<number> => {
  const all = await definitions(schemas);
  await must(kubectl(['apply', '--server-side', '--filename', '-'], all.map((each) => JSON.stringify(each)).join('\n---\n')));
  for (let tries = 0; tries < ESTABLISH_TRIES; tries++) {
    // It fails on a definition that has no conditions yet, instead of waiting for them.
    const { code } = await kubectl(['wait', '--for=condition=Established', 'crd', '--all', '--timeout=60s']);
    if (code === 0) return all.length;
    await pause(LOOK_EVERY_MS);
  }
  throw new Error('the API server does not take the operators’ definitions');
};

/** The namespace and the Secrets, by hand. */
export const prepare = async ({ kubectl }: ControlPlane): Promise<void> => {
  await must(kubectl(['apply', '--filename', 'deploy/argocd/namespace/namespace.yaml']));
  // The operator's pods of Postgres, for whom the namespace bears more, are not made here: ours keep to the stricter rule.
  await must(kubectl(['label', 'namespace', namespace, 'pod-security.kubernetes.io/enforce=restricted', '--overwrite']));
  for (const [name, keys] of Object.entries(secrets)) {
    await must(kubectl(['create', 'secret', 'generic', name, '--namespace', namespace, ...keys.map((key) => `--from-literal=${key}=not-one`)]));
  }
};

/** Takes the namespace away with all that is in it. */
export const clear = async ({ kubectl }: ControlPlane): Promise<void> => void await must(kubectl(['delete', 'namespace', namespace, '--timeout=120s']));
