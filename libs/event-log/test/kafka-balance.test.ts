import { describe, expect, it } from 'vitest';
import { divide } from '../src/kafka/group/balance.ts';
import { decodeAssignment, decodeSubscription, encodeAssignment, encodeSubscription, type Subscription } from '../src/kafka/group/protocol.ts';

const owned = (...partitions: readonly number[]) => partitions.map((partition) => ({ topic: 't', partition }));
const member = (partitions: readonly number[] = [], generation = partitions.length > 0 ? 1 : -1): Subscription =>
  ({ topics: ['t'], generation, owned: owned(...partitions) });
const counts = new Map([['t', 4]]);
const given = (members: Readonly<Record<string, Subscription>>) =>
  Object.fromEntries([...divide(new Map(Object.entries(members)), counts)].map(([name, partitions]) => [name, partitions.map(({ partition }) => partition)]));

describe('dividing partitions', () => {
  it('spreads them evenly at first', () => {
    expect(given({ a: member(), b: member() })).toEqual({ a: [0, 2], b: [1, 3] });
  });

  it('takes from the owner first and gives on in the next generation', () => {
    expect(given({ a: member([0, 1, 2, 3]), b: member() })).toEqual({ a: [0, 1], b: [] });
    expect(given({ a: member([0, 1], 2), b: member() })).toEqual({ a: [0, 1], b: [2, 3] });
  });

  it('leaves what is even as it is', () => {
    expect(given({ a: member([3, 1]), b: member([0, 2]) })).toEqual({ a: [1, 3], b: [0, 2] });
  });

  it('believes the later of two that claim a partition', () => {
    expect(given({ a: member([0, 1], 1), b: member([0, 1, 2], 5) })).toEqual({ a: [3], b: [0, 1] });
  });

  it('gives nothing of topics that a member does not read, or that there are not', () => {
    const members = new Map([['a', member()], ['b', { ...member(), topics: ['other', 'absent'] }]]);
    expect([...divide(members, new Map([['t', 1], ['other', 1], ['absent', 0]]))]).toEqual([
      ['a', [{ topic: 't', partition: 0 }]], ['b', [{ topic: 'other', partition: 0 }]],
    ]);
  });

  it('is told through the broker in the layout of Kafka’s own tools', () => {
    const subscription = { topics: ['a', 'b'], generation: 7, owned: [{ topic: 'a', partition: 1 }, { topic: 'a', partition: 3 }, { topic: 'b', partition: 0 }] };
    expect(decodeSubscription(Buffer.from(encodeSubscription(subscription)))).toEqual(subscription);
    expect(decodeAssignment(Buffer.from(encodeAssignment(subscription.owned)))).toEqual(subscription.owned);
    expect(decodeAssignment(Buffer.alloc(0))).toEqual([]);
  });
});
