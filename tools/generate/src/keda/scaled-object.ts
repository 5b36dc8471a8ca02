/** On what a service grows and shrinks in a cluster: one trigger for each topic that it consumes, and one for jobs that are not ended. */
import type { IScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject';
import { runOf } from '@streamforge/contracts/runs';
import type { ConsumerDefinition, ServiceDefinition } from '@streamforge/contracts/services';
import type { TriggerMetadata, TriggerType } from './trigger-keys.ts';

/** What the chart adds as it renders: the name of the Deployment, bootstrap servers, encryption and who reads the secrets. */
export type ScaledObjectSpec = Omit<IScaledObject['spec'], 'scaleTargetRef' | 'triggers'> & { readonly triggers: readonly Trigger[] };

export type Trigger = { readonly [Type in TriggerType]: {
  readonly type: Type;
  /** Names its metric among those of the ScaledObject. */
  readonly name: string;
  readonly metadata: TriggerMetadata<Type>;
} }[TriggerType];

/** How often KEDA looks, and how long nothing must be behind before the last instance goes. */
const POLLING_SECONDS = 15;
const COOLDOWN_SECONDS = 300;
/** Looks that may fail in a row before the fallback holds. */
const FAILURES = 3;
/** A rebalance halts the whole group for a moment, so instances come in handfuls and go one by one. */
const SETTLE_SECONDS = { up: 30, down: 300 } as const;

/** The oldest protocol that Kafka 4 promises (KIP-896), as each newer one; KEDA's own default is older, though 4.3 was seen to answer it. */
const KAFKA_PROTOCOL = '2.1.0';

const lagTrigger = (topic: string, { group, lagTarget }: ConsumerDefinition): Trigger => ({
  type: 'kafka',
  name: topic.replaceAll('.', '-'),
  metadata: {
    topic,
    consumerGroup: group,
    lagThreshold: String(lagTarget),
    activationLagThreshold: '0',
    // With `latest` a partition that nobody ever committed on counts as lag 1, and an idle service would never reach zero.
    offsetResetPolicy: 'earliest',
    allowIdleConsumers: 'false',
    limitToPartitionsWithLag: 'true',
    // With `true` a partition counts only where an offset was committed since KEDA or the autoscaler last asked, a few seconds ago: who takes
    // longer for a batch, and needs help most, would never get any.
    excludePersistentLag: 'false',
    scaleToZeroOnInvalidOffset: 'false',
    version: KAFKA_PROTOCOL,
  },
});

const jobsTrigger = (service: string): Trigger => ({
  type: 'postgresql',
  name: 'jobs',
  metadata: {
    query: `SELECT COUNT(*) FROM jobs WHERE service = '${service}' AND finished IS NULL`,
    targetQueryValue: '1',
    activationTargetQueryValue: '0',
  },
});

/** Most instances of a service: never more than the largest of its topics has partitions. */
export const mostOf = (service: ServiceDefinition, partitionsOf: (topic: string) => number): number => {
  const consumed = Object.keys(service.consumes);
  return consumed.length === 0 ? runOf(service).most : Math.min(runOf(service).most, Math.max(...consumed.map(partitionsOf)));
};

/** The ScaledObject's spec of a service that consumes; undefined for one that grows on load. */
export const scaledObjectOf = (name: string, service: ServiceDefinition, partitionsOf: (topic: string) => number): ScaledObjectSpec | undefined => {
  const { grows, least } = runOf(service);
  if (grows === 'load') return undefined;
  return {
    pollingInterval: POLLING_SECONDS,
    cooldownPeriod: COOLDOWN_SECONDS,
    minReplicaCount: least,
    maxReplicaCount: mostOf(service, partitionsOf),
    // Where a server answers with an error, what runs goes on running and at least one does. Where it can't be reached or refuses the
    // password, KEDA 2.21 has no fallback: it leaves the number as it is, none too.
    fallback: { failureThreshold: FAILURES, replicas: Math.max(1, least), behavior: 'currentReplicasIfHigher' },
    advanced: {
      restoreToOriginalReplicaCount: false,
      horizontalPodAutoscalerConfig: {
        behavior: {
          scaleUp: { stabilizationWindowSeconds: SETTLE_SECONDS.up, policies: [{ type: 'Pods', value: 4, periodSeconds: 60 }] },
          scaleDown: { stabilizationWindowSeconds: SETTLE_SECONDS.down, policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }] },
        },
      },
    },
    triggers: [
      ...Object.entries(service.consumes).map(([topic, consumer]) => lagTrigger(topic, consumer)),
      ...grows === 'jobs' ? [jobsTrigger(name)] : [],
    ],
  };
};
