/**
 * What an environment consists of, in the order in which it comes up: a wave begins when all of the one before is healthy, and what is taken
 * down goes the other way. Servers, topics and users are one release of the platform's chart; its objects carry waves of their own.
 */

export interface Part {
  readonly name: string;
  readonly wave: number;
  readonly namespace: string;
  /** A chart of this repository, a folder of plain objects in it, or a chart of an operator. */
  readonly from: { readonly chart: string; readonly release: string } | { readonly folder: string } | { readonly operator: string; readonly version: string };
  /** Files below deploy/environments/<environment>. */
  readonly values?: readonly string[];
  readonly sets?: Readonly<Record<string, unknown>>;
}

const namespace = 'streamforge';

/** Strimzi hands labels of a Kafka on to what it makes of it; with ArgoCD's among them ArgoCD would take that for its own and remove it. */
const labelsExclusionPattern = '(^app.kubernetes.io/(?!part-of).*|^kustomize.toolkit.fluxcd.io.*|^argocd.argoproj.io/instance$)';

const operators: readonly Part[] = [
  { name: 'cert-manager', wave: -100, namespace: 'cert-manager', from: { operator: 'cert-manager', version: '1.21.2' }, sets: { crds: { enabled: true } } },
  { name: 'prometheus', wave: -99, namespace: 'monitoring', from: { operator: 'kube-prometheus-stack', version: '79.12.0' } },
  { name: 'strimzi', wave: -98, namespace: 'strimzi', from: { operator: 'strimzi-kafka-operator', version: '1.2.0' }, sets: { watchAnyNamespace: true, labelsExclusionPattern } },
  { name: 'keda', wave: -97, namespace: 'keda', from: { operator: 'keda', version: '2.21.0' } },
  { name: 'postgres-operator', wave: -96, namespace: 'postgres-operator', from: { operator: 'postgres-operator', version: '1.15.1' } },
  // Production's canaries, and restarts when a Secret changes: of canaries also, and by an annotation. What Reloader writes into containers
  // otherwise, ArgoCD takes out again; this one it leaves (settings/argocd-cm.yaml).
  { name: 'argo-rollouts', wave: -96, namespace: 'argo-rollouts', from: { operator: 'argo-rollouts', version: '2.40.9' } },
  { name: 'reloader', wave: -96, namespace: 'reloader', from: { operator: 'reloader', version: '2.2.18' }, sets: { reloader: { isArgoRollouts: true, reloadStrategy: 'annotations' } } },
];

/** Every part of an environment with these services. */
export const partsOf = (services: readonly string[]): readonly Part[] => {
  const noServices = Object.fromEntries(services.map((service) => [service, { enabled: false }]));
  const off = { enabled: false };
  const noServers = { kafka: off, kafkaUi: off, postgres: off, minio: off, qdrant: off, arangodb: off };
  return [
    ...operators,
    { name: 'namespace', wave: -50, namespace, from: { folder: 'deploy/argocd/namespace' } },
    {
      name: 'servers', wave: -20, namespace, from: { chart: 'platform', release: 'streamforge' }, values: ['values.yaml'],
      sets: { ...noServices, dashboards: off, rules: off },
    },
    ...services.map((service): Part => ({
      name: service, wave: 0, namespace, from: { chart: service, release: service }, values: ['services.yaml', `services/${service}.yaml`, `images/${service}.yaml`],
    })),
    {
      name: 'dashboards', wave: 10, namespace, from: { chart: 'platform', release: 'streamforge-dashboards' }, values: ['values.yaml'],
      sets: { ...noServices, ...noServers, network: { defaultDeny: false } },
    },
  ];
};
