import { describe, expect, it } from 'vitest';
import { mayDo, type AuthorizedTopic } from '../src/kafka/diagnosis/authorized.ts';
import { shapeFindings } from '../src/kafka/diagnosis/shape.ts';

const partition = { leader: 1, replicas: 3, inSync: 3 };
const topic = (over: Partial<AuthorizedTopic> = {}): AuthorizedTopic =>
  ({ name: 'bars', errorCode: 0, internal: false, partitions: [partition, partition], operations: -(2 ** 31), ...over });
const usual = { 'retention.ms': '60000', 'max.message.bytes': '17825792', 'min.insync.replicas': '2' };
const said = (seen: AuthorizedTopic, settings: Readonly<Record<string, string>> = usual, retentionMs: number | null = 60_000) => shapeFindings({
  about: 'log', wanted: [{ name: 'bars', partitions: 2, retentionMs }], topics: [seen], settings: new Map([['bars', new Map(Object.entries(settings))]]), brokers: 3,
}).map(({ state, says }) => `${state} ${says}`);

describe('the shape of topics', () => {
  it('is praised when it is the contract’s', () => {
    expect(said(topic())).toEqual(['ok 1 topics are as the contract says, on 3 brokers']);
    expect(said(topic(), {})).toEqual(['ok 1 topics are as the contract says, on 3 brokers']);
    expect(said(topic(), { ...usual, 'retention.ms': '-1' }, null)).toHaveLength(1);
  });

  const faults: readonly (readonly [string, AuthorizedTopic, Readonly<Record<string, string>>, string])[] = [
    ['a topic is missing', topic({ errorCode: 3, partitions: [] }), usual, 'wrong missing topics: bars'],
    ['a topic is hidden', topic({ errorCode: 29, partitions: [] }), usual, 'warning the user may not see bars'],
    ['nobody leads a partition', topic({ partitions: [partition, { ...partition, leader: -1 }] }), usual, 'wrong partitions without a leader: bars'],
    ['too few replicas are in sync', topic({ partitions: [partition, { ...partition, inSync: 1 }] }), usual, 'wrong fewer replicas in sync than min.insync.replicas, so nothing is acknowledged: bars'],
    ['a replica is out of sync', topic({ partitions: [partition, { ...partition, inSync: 2 }] }), usual, 'warning replicas out of sync: bars'],
    ['there are too few copies', topic({ partitions: [partition, { leader: 1, replicas: 1, inSync: 1 }] }), { ...usual, 'min.insync.replicas': '1' }, 'warning fewer copies than the brokers could hold: bars'],
    ['partitions are missing', topic({ partitions: [partition] }), usual, 'warning fewer partitions than the contract says: bars'],
    ['it is kept for another time', topic(), { ...usual, 'retention.ms': '1' }, 'warning kept for another time than the contract says: bars'],
    ['it takes no large request', topic(), { ...usual, 'max.message.bytes': '1048588' }, 'wrong max.message.bytes is too small for a request of 16 MiB: bars'],
  ];
  it.each(faults)('is told when %s', (_, seen, settings, expected) => {
    expect(said(seen, settings)).toEqual([expected]);
  });

  it('names four topics and counts the others', () => {
    const names = ['a', 'b', 'c', 'd', 'e', 'f'];
    const [finding] = shapeFindings({
      about: 'log', wanted: [], topics: names.map((name) => topic({ name, errorCode: 3 })), settings: new Map(), brokers: 1,
    });
    expect(finding?.says).toBe('missing topics: a, b, c, d and 2 more');
  });
});

describe('what a user may do', () => {
  it('is read from the bits, and unknown where a broker does not tell', () => {
    expect([mayDo(1 << 3, 'read'), mayDo(1 << 3, 'write'), mayDo(-(2 ** 31), 'read')]).toEqual([true, false, undefined]);
  });
});
