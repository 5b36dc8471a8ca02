/** Plain data of one service, which its chart reads: whatever the contract decides stands here, and only places and sizes in values. */
import type { IHorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import { groupsOf, userOf } from '@streamforge/contracts/grants';
import { roleOf } from '@streamforge/contracts/roles';
import { runOf } from '@streamforge/contracts/runs';
import { readOf, type PortName, type ServiceDefinition } from '@streamforge/contracts/services';
import type { Contract } from '../contract.ts';
import { mostOf, scaledObjectOf, type ScaledObjectSpec } from '../keda/scaled-object.ts';
import { triggerAuthenticationsOf, type TriggerAuthenticationNeeds } from '../keda/trigger-authentication.ts';
import { environmentOf, type Setting } from './environment.ts';
import { networkOf, type Network } from './network.ts';

export interface ServiceContract {
  readonly name: string;
  readonly says: string;
  readonly http: { readonly port: number; readonly live: string; readonly ready: string };
  /** Bounds that values keep to. */
  readonly replicas: { readonly least: number; readonly most: number };
  /** `drainSeconds` is the app's own default; the pod is given more. */
  readonly grace: { readonly drainSeconds: number; readonly terminationSeconds: number };
  readonly kafka: { readonly user: string; readonly groups: readonly string[]; readonly reads: readonly string[]; readonly writes: readonly string[] };
  readonly stores: readonly { readonly port: PortName; readonly settings: string; readonly servers: Readonly<Record<string, number>> }[];
  readonly network: Network;
  /** Null for a service that grows on load. `scaleTargetRef` and what only values know is added as it renders. */
  readonly scaledObject: ScaledObjectSpec | null;
  readonly triggerAuthentications: readonly TriggerAuthenticationNeeds[];
  /** Null for a service that grows by KEDA. */
  readonly horizontalPodAutoscaler: Omit<NonNullable<IHorizontalPodAutoscaler['spec']>, 'scaleTargetRef'> | null;
  /**
   * How Prometheus reads its metrics. They say their service themselves, by its name here, and alerts and dashboards ask by it: a scrape must keep
   * that label, and give it to metrics that have none, rather than put the name of a Kubernetes Service in its place.
   */
  readonly scrape: {
    readonly path: string;
    readonly honorLabels: true;
    readonly relabelings: readonly { readonly action: 'replace'; readonly targetLabel: 'service'; readonly replacement: string }[];
  };
  readonly environment: readonly Setting[];
}

/** What the pod is given beyond the drain: the process ends before it is ended. */
const BEYOND_DRAIN_SECONDS = 15;
const BUSY_PERCENT = 70;
const SETTLE_SECONDS = 300;

const autoscalerOf = (service: ServiceDefinition): ServiceContract['horizontalPodAutoscaler'] => {
  const { grows, least, most } = runOf(service);
  if (grows !== 'load') return null;
  return {
    minReplicas: Math.max(1, least),
    maxReplicas: most,
    metrics: [{ type: 'Resource', resource: { name: 'cpu', target: { type: 'Utilization', averageUtilization: BUSY_PERCENT } } }],
    behavior: { scaleDown: { stabilizationWindowSeconds: SETTLE_SECONDS } },
  };
};

const drainOf = (environment: readonly Setting[]): number => Number(environment.find(({ name }) => name === 'STREAMFORGE_DRAIN_SECONDS')?.fallback ?? 0);

export const serviceContractOf = (name: string, service: ServiceDefinition, { topics, settings }: Contract): ServiceContract => {
  const partitionsOf = (topic: string): number => topics[topic]?.partitions ?? 1;
  const environment = environmentOf(name, service, settings);
  const scaledObject = scaledObjectOf(name, service, partitionsOf);
  const drainSeconds = drainOf(environment);
  return {
    name,
    says: service.says,
    http: { port: service.http, live: '/healthz', ready: '/readyz' },
    replicas: { least: runOf(service).least, most: mostOf(service, partitionsOf) },
    grace: { drainSeconds, terminationSeconds: drainSeconds + BEYOND_DRAIN_SECONDS },
    kafka: { user: userOf(name), groups: groupsOf(service), reads: readOf(service), writes: service.produces },
    stores: service.ports.map((port) => ({ port, settings: roleOf(port).settings, servers: roleOf(port).servers })),
    network: networkOf(service),
    scaledObject: scaledObject ?? null,
    triggerAuthentications: triggerAuthenticationsOf(scaledObject),
    horizontalPodAutoscaler: autoscalerOf(service),
    scrape: { path: '/metrics', honorLabels: true, relabelings: [{ action: 'replace', targetLabel: 'service', replacement: name }] },
    environment,
  };
};
