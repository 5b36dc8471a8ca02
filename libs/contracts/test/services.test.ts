import { describe, expect, it } from 'vitest';
import { collectionNames, collections } from '../src/collections.ts';
import { readBy, type ServiceName, serviceNames, serviceOf } from '../src/services.ts';
import { isTopic, topicNames, topicOf, type TopicName } from '../src/topics.ts';

const consumed = (name: ServiceName): readonly TopicName[] => Object.keys(serviceOf(name).consumes) as TopicName[];
const all = serviceNames.map((name) => ({ name, ...serviceOf(name), topics: consumed(name) }));
const producedBySomeone = new Set(all.flatMap(({ produces }) => produces));

describe('a service', () => {
  it.each(serviceNames)('%s names topics that exist, and no topic twice', (name) => {
    const { produces, says } = serviceOf(name);
    expect(says).toMatch(/^[A-Z].*\.$/);
    expect([...consumed(name), ...produces].filter((topic) => !isTopic(topic))).toEqual([]);
    expect(new Set(produces).size).toBe(produces.length);
  });

  it.each(serviceNames)('%s never feeds itself', (name) => {
    expect(consumed(name).filter((topic) => serviceOf(name).produces.includes(topic))).toEqual([]);
  });

  it.each(serviceNames)('%s reads as a group of its own with a lag worth scaling for', (name) => {
    for (const consumer of Object.values(serviceOf(name).consumes)) {
      expect(consumer.group).toBe(name);
      expect(consumer.lagTarget).toBeGreaterThan(0);
      expect(Number.isInteger(consumer.lagTarget), 'KEDA takes no part of a record').toBe(true);
    }
  });

  it.each(serviceNames)('%s has the log among its ports', (name) => expect(serviceOf(name).ports).toContain('events'));

  it('reads as a group what is delivered to groups; what is broadcast, every instance hears whole, and nothing else so', () => {
    const broadcast = topicNames.filter((name) => topicOf(name).delivery === 'broadcast');
    expect(all.flatMap(({ topics }) => topics).filter((topic) => broadcast.includes(topic))).toEqual([]);
    const heard = serviceNames.flatMap((name) => readBy(name).filter((topic) => !consumed(name).includes(topic)));
    expect([...new Set(heard)]).toEqual(broadcast);
  });

  it('listens at a port that there is', () => expect(all.filter(({ http }) => !Number.isInteger(http) || http < 1_024 || http > 65_535).map(({ name, http }) => `${name}: ${http}`)).toEqual([]));

  it('listens where no other does', () => {
    const shared = all.filter(({ http, name }) => all.some((other) => other.name !== name && other.http === http)).map(({ name, http }) => `${name}: ${http}`);
    expect(shared, 'two services with one port: give one of them another in libs/contracts/src/services.ts').toEqual([]);
  });
});

describe('every topic', () => {
  it('that a service consumes has someone who produces it', () => {
    expect(all.flatMap(({ topics }) => topics).filter((topic) => !producedBySomeone.has(topic))).toEqual([]);
  });

  it('has a producer', () => {
    expect(topicNames.filter((name) => !producedBySomeone.has(name))).toEqual([]);
  });

  it('of raw events is read by ingest alone', () => {
    const raw = new Set<string>(['market.candles.v1', 'market.trades.v1', 'market.assets.v1', 'documents.v1']);
    expect(all.filter(({ topics }) => topics.some((topic) => raw.has(topic))).map(({ name }) => name)).toEqual(['ingest']);
  });
});

describe('a collection', () => {
  it.each(collectionNames)('%s says what its series and order are', (name) => expect(collections[name].says).toMatch(/series .*\.$/));
});
