import { readFileSync } from 'node:fs';
import { ScaledObject } from '@kubernetes-models/keda/keda.sh/v1alpha1/ScaledObject';
import type { ServiceDefinition } from '@streamforge/contracts/services';
import { sharedFile } from '@streamforge/testing/shared-data';
import { Ajv } from 'ajv';
import { HorizontalPodAutoscaler } from 'kubernetes-models/autoscaling/v2/HorizontalPodAutoscaler';
import { beforeAll, describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { yamlFile } from '../src/artefact.ts';
import { servicesOf, readContract, type Contract } from '../src/contract.ts';
import { kafkaTopics } from '../src/kafka/topics.ts';
import { kafkaUsers } from '../src/kafka/users.ts';
import { mostOf, scaledObjectOf } from '../src/keda/scaled-object.ts';
import { triggerComplaints } from '../src/keda/trigger-keys.ts';
import { serviceContractOf, type ServiceContract } from '../src/service/service-contract.ts';

let contract: Contract;
let made: ReadonlyMap<string, ServiceContract>;
const of = (name: string): ServiceContract => {
  const found = made.get(name);
  if (found === undefined) throw new Error(`no service ${name}`);
  return found;
};

beforeAll(async () => {
  contract = await readContract();
  made = new Map(servicesOf(contract).map(([name, service]) => [name, serviceContractOf(name, service, contract)]));
});

const crds = ['kafkatopic', 'kafkauser'].map((kind) => sharedFile(`schemas/crds/kafka.strimzi.io/${kind}_v1.json`));

describe('a topic and a user of Strimzi', () => {
  it.skipIf(crds.includes(undefined))('are what its custom resources take, and nothing beside', () => {
    const [isTopic, isUser] = crds.map((file) => new Ajv({ strict: false, validateFormats: false }).compile(JSON.parse(readFileSync(file ?? '', 'utf8')) as object));
    for (const topic of kafkaTopics(contract)) expect(isTopic?.(topic) === true ? [] : isTopic?.errors).toEqual([]);
    for (const user of kafkaUsers(contract)) expect(isUser?.(user) === true ? [] : isUser?.errors).toEqual([]);
    expect(isTopic?.({ ...kafkaTopics(contract)[0], spec: { partition: 1 } })).toBe(false);
  });

  it('exist for every topic with its dead letters, and every service and the command line', () => {
    expect(kafkaTopics(contract).map(({ metadata }) => metadata.name)).toEqual(Object.keys(contract.topics).flatMap((name) => [name, `${name}.dlq`]));
    expect(kafkaUsers(contract).map(({ metadata }) => metadata.name)).toEqual([...servicesOf(contract).map(([name]) => name), 'command-line'].map((name) => `streamforge-${name}`));
  });

  it('have names that Kubernetes takes', () => {
    const names = [...kafkaTopics(contract), ...kafkaUsers(contract)].map(({ metadata }) => metadata.name);
    expect(names.filter((name) => !/^[a-z0-9]([a-z0-9.-]{0,251}[a-z0-9])?$/.test(name))).toEqual([]);
  });
});

describe('what a service scales on', () => {
  it('is what KEDA’s custom resource takes', () => {
    for (const [name, { scaledObject }] of made) {
      if (scaledObject === null) continue;
      const spec = { ...scaledObject, scaleTargetRef: { name }, triggers: [...scaledObject.triggers] };
      expect(() => new ScaledObject({ metadata: { name }, spec }).validate(), name).not.toThrow();
    }
  });

  it('is one kafka trigger for each topic that it consumes, from its oldest record on, with the contract’s lag target, for whoever commits seldom too', () => {
    for (const [name, service] of servicesOf(contract)) {
      const triggers = (of(name).scaledObject?.triggers ?? []).filter(({ type }) => type === 'kafka');
      const expected = Object.entries(service.consumes).map(([topic, { group, lagTarget }]) => expect.objectContaining({
        topic, consumerGroup: group, lagThreshold: String(lagTarget), offsetResetPolicy: 'earliest', limitToPartitionsWithLag: 'true', excludePersistentLag: 'false',
      }) as unknown);
      expect(triggers.map(({ metadata }) => metadata)).toEqual(expected);
    }
  });

  it('is also the trainer’s jobs that are not ended, with KEDA let in by the trainer’s own settings', () => {
    const { scaledObject, triggerAuthentications, environment } = of('gnn-trainer');
    expect(scaledObject?.triggers.at(-1)).toMatchObject({ type: 'postgresql', metadata: { query: 'SELECT COUNT(*) FROM jobs WHERE service = \'gnn-trainer\' AND finished IS NULL', targetQueryValue: '1' } });
    expect(triggerAuthentications.map(({ trigger }) => trigger)).toEqual(['kafka', 'postgresql']);
    const settings = triggerAuthentications.flatMap(({ parameters }) => parameters);
    expect(settings.filter(({ setting, secret }) => environment.find(({ name }) => name === setting)?.secret !== secret)).toEqual([]);
  });

  it('never runs more instances than a topic has partitions, and never falls to none when a broker is gone', () => {
    for (const [name, { scaledObject, replicas }] of made) {
      if (scaledObject === null) continue;
      const partitions = Object.keys(contract.services[name]?.consumes ?? {}).map((topic) => contract.topics[topic]?.partitions ?? 0);
      expect(scaledObject.maxReplicaCount, name).toBeLessThanOrEqual(Math.max(...partitions));
      expect(scaledObject.maxReplicaCount).toBe(replicas.most);
      expect([0, 1]).toContain(scaledObject.minReplicaCount);
      expect(scaledObject.fallback?.replicas).toBeGreaterThan(0);
      expect(scaledObject.cooldownPeriod).toBeGreaterThan(0);
    }
    const greedy = { ...contract.services['gnn-trainer'], runs: { grows: 'jobs', most: 99 } } as ServiceDefinition;
    expect(mostOf(greedy, () => 3)).toBe(3);
  });

  it('is load for who consumes nothing', () => {
    const { scaledObject, horizontalPodAutoscaler, triggerAuthentications } = of('gateway');
    expect([scaledObject, triggerAuthentications]).toEqual([null, []]);
    expect(horizontalPodAutoscaler).not.toBeNull();
    const spec = { maxReplicas: 0, ...horizontalPodAutoscaler, scaleTargetRef: { kind: 'Deployment', name: 'gateway' } };
    expect(() => new HorizontalPodAutoscaler({ metadata: { name: 'gateway' }, spec }).validate()).not.toThrow();
    expect(() => new HorizontalPodAutoscaler({ metadata: { name: 'gateway' }, spec: { ...spec, maxReplicas: 'many' as never } }).validate()).toThrow(/maxReplicas/);
  });
});

describe('a trigger', () => {
  const good = { consumerGroup: 'g', topic: 't', lagThreshold: '5', version: '2.1.0' };
  const kafka = (metadata: Readonly<Record<string, string>>) => triggerComplaints({ type: 'kafka', metadata });

  it('of ours has only keys that KEDA knows, each with a value that it takes', () => {
    for (const [name, service] of servicesOf(contract)) {
      const triggers = scaledObjectOf(name, service, (topic) => contract.topics[topic]?.partitions ?? 1)?.triggers ?? [];
      expect(triggers.flatMap(({ type, metadata }) => triggerComplaints({ type, metadata: { ...metadata } }))).toEqual([]);
    }
    expect(kafka({ ...good, bootstrapServers: 'k:9093', sasl: 'scram_sha512', tls: 'enable' })).toEqual([]);
  });

  it.each([
    ['a misspelt key', { ...good, lagTreshold: '5' }, 'lagTreshold is no key'],
    ['a key of another scaler', { ...good, query: 'SELECT 1' }, 'query is no key'],
    ['no threshold', { consumerGroup: 'g', topic: 't' }, 'lagThreshold is missing'],
    ['a negative lag', { ...good, lagThreshold: '-5' }, 'lagThreshold is -5: write a whole number from 1'],
    ['a lag of nothing', { ...good, lagThreshold: '0' }, 'lagThreshold is 0: write a whole number from 1'],
    ['the newest record as a beginning', { ...good, offsetResetPolicy: 'latest' }, 'offsetResetPolicy is latest: write earliest'],
    ['a flag that is none', { ...good, excludePersistentLag: 'yes' }, 'excludePersistentLag is yes: write true or false'],
    ['a protocol that Kafka 4 does not speak', { ...good, version: '1.0.0' }, 'version is 1.0.0: write 2.1.0 or newer'],
    ['KEDA’s own protocol, which may be as old', { consumerGroup: 'g', topic: 't', lagThreshold: '5' }, 'version is missing'],
    ['two that exclude each other', { ...good, allowIdleConsumers: 'true', limitToPartitionsWithLag: 'true' }, 'exclude each other'],
  ])('with %s is refused, and told what to write', (_, metadata: Readonly<Record<string, string>>, says) => expect(kafka(metadata).join('; ')).toContain(says));

  it('of an unknown kind is refused', () => {
    expect(triggerComplaints({ type: 'apache-kafka', metadata: good })).toEqual(['trigger type apache-kafka: write kafka or postgresql']);
    expect(triggerComplaints({ type: 'kafka', metadata: { ...good, lagThreshold: 5 } as unknown as Record<string, string> }).join()).toContain('must be text');
  });
});

describe('what a chart reads of a service', () => {
  it('says the same to readers of YAML 1.1, as helm is one: on is a word there, and no flag', () => {
    for (const [name, service] of made) {
      const { text } = yamlFile(name, service);
      expect(parse(text, { version: '1.1' }), name).toEqual(parse(text));
    }
    expect(made.get('ingest')?.environment.find(({ name }) => name === 'STREAMFORGE_ARCHIVE')?.enum).toEqual(['on', 'off']);
  });
});

describe('the network of a service', () => {
  it('lets in monitoring, and clients only where they are served', () => {
    expect(of('ingest').network.ingress).toEqual([{ from: 'monitoring', port: 8101 }]);
    expect(of('gateway').network.ingress).toEqual([{ from: 'monitoring', port: 8080 }, { from: 'clients', port: 8080 }]);
  });

  it('leads to names, to the servers of its ports and to models that it asks, and nowhere else', () => {
    expect(of('roi-logger').network.egress.map(({ to }) => to)).toEqual(['dns', 'events', 'documents', 'relational']);
    expect(of('llm-adapter').network.egress.map(({ to }) => to)).toEqual(['dns', 'events', 'documents', 'relational', 'vectors', 'language-model', 'embeddings-model']);
    for (const [name, service] of servicesOf(contract)) expect(of(name).network.egress.map(({ to }) => to)).toEqual(['dns', ...service.ports, ...service.asks ?? []]);
  });

  it('names settings that the service has', () => {
    for (const { network, environment } of made.values()) {
      const named = network.egress.flatMap((edge) => ('setting' in edge ? [edge.setting] : []));
      expect(named.filter((setting) => !environment.some(({ name }) => name === setting))).toEqual([]);
    }
  });
});

describe('the scrape of a service', () => {
  it('keeps the name by which alerts and dashboards ask', () => {
    expect(of('ingest').scrape).toEqual({ path: '/metrics', honorLabels: true, relabelings: [{ action: 'replace', targetLabel: 'service', replacement: 'ingest' }] });
  });
});

describe('the pod of a service', () => {
  it('is given longer to end than the app takes', () => {
    for (const { grace } of made.values()) expect(grace.terminationSeconds).toBeGreaterThan(grace.drainSeconds);
  });

  it('knows the settings of the roles that it is granted and of no other', () => {
    const names = of('gnn-trainer').environment.map(({ name }) => name);
    expect(names).toEqual(expect.arrayContaining(['OBJECTS_URL', 'RELATIONAL_PASSWORD', 'GNN_PREDICT_SECONDS']));
    expect(names.filter((name) => name.startsWith('VECTORS_') || name.startsWith('LLM_'))).toEqual([]);
  });
});
