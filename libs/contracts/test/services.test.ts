import { describe, expect, it } from 'vitest';
import { collectionNames, collections } from '../src/collections.ts';
import { type ServiceName, serviceNames, serviceOf } from '../src/services.ts';
import { isTopic, topicNames, type TopicName } from '../src/topics.ts';

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
    }
  });

  it.each(serviceNames)('%s has the log among its ports', (name) => expect(serviceOf(name).ports).toContain('events'));

  it('listens where no other does', () => expect(new Set(all.map(({ http }) => http)).size).toBe(all.length));
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
