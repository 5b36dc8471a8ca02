import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCertificates } from '@streamforge/backends/certificates';
import { startKafka, type KafkaServer } from '@streamforge/backends/kafka';
import { allow, type Grant } from '@streamforge/backends/kafka-acls';
import type { Endpoint } from '@streamforge/contracts/endpoint';
import { readOf, type ServiceDefinition, type ServiceName } from '@streamforge/contracts/services';
import { systemClock } from '@streamforge/determinism/clock';
import { openKafkaEventLog } from '@streamforge/event-log/kafka';
import { diagnoseKafka } from '@streamforge/event-log/kafka-diagnosis';
import type { EventLog } from '@streamforge/event-log/port';
import { checkTopics } from '@streamforge/service-host/topics';
import { backendUrl } from '@streamforge/testing/backend';
import { commandLineNeeds, logNeeds, neededTopics } from '@streamforge/wiring/diagnosis/log-needs';
import { topicSpecs } from '@streamforge/wiring/topic-specs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { servicesOf, readContract, type Contract } from '../src/contract.ts';
import { kafkaUsers, type KafkaUser } from '../src/kafka/users.ts';

const contract: Contract = await readContract();
const users = kafkaUsers(contract);
const services = servicesOf(contract);

const rulesOf = (user: KafkaUser) => user.spec.authorization.acls;
const userNamed = (service: string): KafkaUser => users.find(({ metadata }) => metadata.name === `streamforge-${service}`) as KafkaUser;
const topicsWith = (service: string, operation: string): readonly string[] => rulesOf(userNamed(service))
  .flatMap(({ resource, operations }) => (resource.type === 'topic' && operations.some((each) => each === operation) ? [resource.name] : [])).toSorted();

describe('the grants of a service', () => {
  const letters = (definition: ServiceDefinition): readonly string[] => readOf(definition).map((topic) => `${topic}.dlq`);

  it.each(services.filter(([, { oversees }]) => oversees !== true))('%s: reads what it consumes and commands, writes what it produces and dead letters', (name, service) => {
    expect(topicsWith(name, 'Read')).toEqual([...readOf(service), ...letters(service)].toSorted());
    expect(topicsWith(name, 'Write')).toEqual([...service.produces, ...letters(service)].toSorted());
    expect(topicsWith(name, 'Delete')).toEqual([...service.prunes ?? []].toSorted());
    const groups = rulesOf(userNamed(name)).filter(({ resource }) => resource.type === 'group');
    expect(groups.map(({ resource, operations }) => [resource.name, operations])).toEqual([[name, ['Read', 'Describe']]]);
  });

  it('have no wildcard, no beginning of a name, no administration and no resource twice', () => {
    for (const user of users) {
      const rules = rulesOf(user);
      expect(rules.filter(({ resource }) => resource.patternType !== 'literal' || resource.name.includes('*'))).toEqual([]);
      expect(rules.flatMap(({ operations }) => operations).filter((operation) => !['Read', 'Write', 'Describe', 'Delete'].includes(operation))).toEqual([]);
      expect(new Set(rules.map(({ resource }) => `${resource.type} ${resource.name}`)).size).toBe(rules.length);
    }
  });

  it('let gateway see everything, and write what producers send and what is handed back', () => {
    const all = Object.keys(contract.topics).flatMap((name) => [name, `${name}.dlq`]).toSorted();
    expect(topicsWith('gateway', 'Read')).toEqual(all);
    const consumed = services.flatMap(([, service]) => readOf(service));
    const written = [...contract.services['gateway']?.produces ?? [], ...consumed, ...Object.keys(contract.topics).map((name) => `${name}.dlq`)];
    expect(topicsWith('gateway', 'Write')).toEqual([...new Set<string>(written)].toSorted());
  });
});

describe('the grants of the command line', () => {
  it('are to see everything, and to write what gateway and ingest write and what is handed back; it is in no group and deletes nothing', () => {
    expect(topicsWith('command-line', 'Read')).toEqual(topicsWith('gateway', 'Read'));
    expect(topicsWith('command-line', 'Write')).toEqual([...new Set([...topicsWith('gateway', 'Write'), ...topicsWith('ingest', 'Write')])].toSorted());
    expect(topicsWith('command-line', 'Delete')).toEqual([]);
    const groups = rulesOf(userNamed('command-line')).filter(({ resource }) => resource.type === 'group');
    expect(groups.map(({ resource, operations }) => [resource.name, ...operations])).toEqual(services.flatMap(([name, { consumes }]) => Object.keys(consumes).length === 0 ? [] : [[name, 'Describe']]).toSorted());
  });
});

describe.skipIf(backendUrl('kafka') === undefined)('a broker that was given the generated users', () => {
  let directory: string;
  let kafka: KafkaServer;
  let ca: string;
  const logs = new Map<string, Promise<EventLog>>();
  const endpoint = (service: string): Endpoint => ({ url: kafka.url, user: `streamforge-${service}`, password: `${service}-password`, ca });
  const open = async (key: string, as: Endpoint): Promise<EventLog> => {
    const log = logs.get(key) ?? openKafkaEventLog({ endpoint: as, clock: systemClock });
    logs.set(key, log);
    return await log;
  };
  const logOf = async (service: string): Promise<EventLog> => await open(service, endpoint(service));

  beforeAll(async () => {
    directory = await mkdtemp(join(tmpdir(), 'kafka-'));
    const files = await makeCertificates(directory, []);
    const passwords = Object.fromEntries([...services.map(([name]) => name), 'command-line'].map((name) => [`streamforge-${name}`, `${name}-password`]));
    kafka = await startKafka({ directory, security: { files, users: { admin: 'admin-password', ...passwords } } });
    ca = await readFile(files.ca, 'utf8');
    await (await open('admin', { url: kafka.adminUrl })).apply(topicSpecs(1));
    await allow(kafka.adminUrl, users.flatMap((user) => rulesOf(user).map(({ resource, operations }): Grant =>
      ({ user: user.metadata.name, resource: resource.type, name: resource.name, operations: operations.map((each) => each.toLowerCase() as Grant['operations'][number]) }))));
  }, 180_000);
  afterAll(async () => {
    for (const log of logs.values()) await (await log).close();
    await kafka?.close();
    await rm(directory, { recursive: true, force: true });
  });

  it.each(services.map(([name]) => name))('lets %s do all that the contract gives it', async (name) => {
    const needs = logNeeds('').filter(({ service }) => service === name);
    const findings = async () => (await diagnoseKafka({ endpoint: endpoint(name), clock: systemClock, about: 'log', topics: neededTopics('', needs).map((topic) => ({ ...topic, partitions: 1 })), needs }))
      .filter(({ state }) => state !== 'ok').map(({ says }) => says);
    await expect.poll(findings, { timeout: 20_000 }).toEqual([]);
    await expect(checkTopics([name as ServiceName], await logOf(name))).resolves.toBeUndefined();
  });

  it.each(services.map(([name]) => name))('lets %s see what it is granted and nothing else', async (name) => {
    const granted = new Set(rulesOf(userNamed(name)).flatMap(({ resource }) => (resource.type === 'topic' ? [resource.name] : [])));
    expect((await (await logOf(name)).topics()).map((topic) => topic.name)).toEqual([...granted].toSorted());
  });

  it('lets the command line do what it is for, beside any service, and no more', async () => {
    const needs = [commandLineNeeds('')];
    const topics = neededTopics('', needs).map((topic) => ({ ...topic, partitions: 1 }));
    const findings = async () => (await diagnoseKafka({ endpoint: endpoint('command-line'), clock: systemClock, about: 'log', topics, needs })).filter(({ state }) => state !== 'ok').map(({ says }) => says);
    await expect.poll(findings, { timeout: 20_000 }).toEqual([]);
    const log = await logOf('command-line');
    await expect(checkTopics(services.map(([name]) => name as ServiceName), log)).resolves.toBeUndefined();
    for (const [name, { consumes }] of services) if (Object.keys(consumes).length > 0) await expect(log.committed(name)).resolves.toBeDefined();
    await expect(log.produce('gnn.models.v1', [{ key: 'k', value: 'v' }])).rejects.toMatchObject({ code: 'BACKEND_FORBIDDEN' });
    await expect(log.deleteBefore([{ topic: 'market.candles.v1', partition: 0, offset: 0 }])).rejects.toMatchObject({ code: 'BACKEND_FORBIDDEN' });
  });

  it('refuses a service that reads, writes or deletes what the contract does not grant it', async () => {
    const log = await logOf('roi-logger');
    const forbidden = { code: 'BACKEND_FORBIDDEN' };
    await expect(log.read({ topic: 'llm.requests.v1', partition: 0, offset: 0 }, { maxRecords: 1, maxBytes: 1 })).rejects.toMatchObject(forbidden);
    await expect(log.produce('market.bars.v1', [{ key: 'k', value: 'v' }])).rejects.toMatchObject(forbidden);
    await expect(checkTopics(['ingest'], log)).rejects.toMatchObject(forbidden);
    const ingest = await logOf('ingest');
    await expect(ingest.deleteBefore([{ topic: 'documents.v1', partition: 0, offset: 0 }])).rejects.toMatchObject(forbidden);
    await expect(ingest.deleteBefore([{ topic: 'market.candles.v1', partition: 0, offset: 0 }])).resolves.toBeUndefined();
  });
});
