import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { deadLetterRetention, deadLetterTopic, hasTenants, isTopic, topicNames, topicOf, type TopicName } from '../src/topics.ts';

interface Fixture {
  readonly topic: TopicName;
  readonly key: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly value: unknown;
  readonly reads: unknown;
}

const folder = new URL('../fixtures/v1/', import.meta.url);
const fixtures = readdirSync(folder).map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as Fixture);

describe('a topic', () => {
  it.each(topicNames)('%s is declared in full', (name) => {
    const { says, type, partitions, retention } = topicOf(name);
    expect(name).toMatch(/^([a-z]+(\.[a-z]+)*\.v[1-9]\d*|queue-(control|events))$/);
    expect(says).toMatch(/^[A-Z].*\.$/);
    expect(type).toMatch(/^streamforge\.[a-z]+(\.[a-z]+)*\.v[1-9]\d*$/);
    expect(type.split('.').at(-1)).toBe(/v\d+$/.exec(name)?.[0] ?? 'v1');
    expect(Number.isInteger(partitions) && partitions > 0, `partitions: ${partitions}`).toBe(true);
    expect(retention.kind === 'forever' || retention.ms > 0).toBe(true);
  });

  it('has a type of its own', () => expect(new Set(topicNames.map((name) => topicOf(name).type)).size).toBe(topicNames.length));

  it.each(topicNames)('%s has a schema that other languages can read', (name) => {
    expect(z.toJSONSchema(topicOf(name).value, { io: 'input' })).toMatchObject({ type: 'object', additionalProperties: false });
  });

  it('is known by its name alone', () => {
    expect(isTopic('market.candles.v1')).toBe(true);
    expect(isTopic('market.candles.v1.dlq')).toBe(false);
    expect(isTopic('constructor')).toBe(false);
  });

  it('has a dead-letter topic that outlives it and is no topic itself', () => {
    expect(deadLetterTopic('market.candles.v1')).toBe('market.candles.v1.dlq');
    expect(deadLetterRetention).toEqual({ kind: 'age', ms: 90 * 86_400_000 });
  });

  it('says by its schema whether its events belong to tenants', () => {
    const named = (name: TopicName): boolean => 'tenant' in (z.toJSONSchema(topicOf(name).value, { io: 'input' }).properties ?? {});
    expect(topicNames.filter(hasTenants)).toEqual(['documents.v1', 'documents.clean.v1', 'llm.requests.v1', 'llm.responses.v1']);
    expect(topicNames.filter(named)).toEqual(topicNames.filter(hasTenants));
  });

  it('deletes by tombstone only where a store can forget: assets and documents', () => {
    expect(topicNames.filter((name) => topicOf(name).tombstone === 'deletes')).toEqual(['market.assets.v1', 'documents.v1',
      'documents.clean.v1']);
  });
});

describe('a key', () => {
  it('is the same before and after the defaults are filled in', () => {
    const note = { id: 'note-1', text: 'Quiet.', publishedAt: 1_704_067_200_000 };
    expect(topicOf('documents.v1').key(note)).toBe('public:note-1');
    expect(topicOf('documents.v1').key(topicOf('documents.v1').value.parse(note))).toBe('public:note-1');
  });
});

describe('events recorded once', () => {
  it('exist for every topic', () => expect(fixtures.map(({ topic }) => topic).toSorted()).toEqual(topicNames.toSorted()));

  it.each(fixtures)('$topic is read for ever', ({ topic, key, headers, value, reads }) => {
    const event = topicOf(topic).value.parse(value);
    expect(event).toEqual(reads);
    expect(topicOf(topic).key(event)).toBe(key);
    expect(topicOf(topic).key(value)).toBe(key);
    expect(headers.ce_type).toBe(topicOf(topic).type);
    expect(topicOf(topic).value.parse(event)).toEqual(event);
  });
});
