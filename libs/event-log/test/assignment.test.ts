import { describe, expect, it } from 'vitest';
import { assign } from '../src/assignment.ts';

const items = (topic: string, count: number) => Array.from({ length: count }, (_, partition) => ({ topic, partition }));
const member = (name: string, ...topics: readonly string[]) => ({ member: name, topics });
const loads = <Item>(assigned: ReadonlyMap<Item, string>): Record<string, number> => {
  const counts: Record<string, number> = {};
  for (const name of assigned.values()) counts[name] = (counts[name] ?? 0) + 1;
  return counts;
};

describe('the assignment of partitions', () => {
  const none = new Map<never, string>();

  it('is even in each topic and over all of them', () => {
    const topics = [...items('a', 5), ...items('b', 1), ...items('c', 1), ...items('d', 1)];
    expect(loads(assign(topics, [member('x', 'a', 'b', 'c', 'd'), member('y', 'a', 'b', 'c', 'd')], none))).toEqual({ x: 4, y: 4 });
  });

  it('is the same for the same members', () => {
    const topics = items('a', 7);
    const members = [member('x', 'a'), member('y', 'a'), member('z', 'a')];
    expect([...assign(topics, members, none)]).toEqual([...assign(topics, members, none)]);
  });

  it('moves no more than evenness asks for when a member joins or leaves', () => {
    const topics = items('a', 6);
    const two = assign(topics, [member('x', 'a'), member('y', 'a')], none);
    const three = assign(topics, [member('x', 'a'), member('y', 'a'), member('z', 'a')], two);
    expect(loads(three)).toEqual({ x: 2, y: 2, z: 2 });
    expect(topics.filter((item) => three.get(item) !== two.get(item))).toHaveLength(2);
    const back = assign(topics, [member('x', 'a'), member('y', 'a')], three);
    expect(loads(back)).toEqual({ x: 3, y: 3 });
    expect(topics.filter((item) => three.get(item) !== 'z' && three.get(item) !== back.get(item))).toEqual([]);
  });

  it('gives a topic only to members that read it, and none where nobody does', () => {
    const topics = [...items('a', 2), ...items('b', 2), ...items('c', 1)];
    const assigned = assign(topics, [member('x', 'a'), member('y', 'b')], new Map(topics.map((item) => [item, 'x'])));
    expect(topics.map((item) => assigned.get(item))).toEqual(['x', 'x', 'y', 'y', undefined]);
  });
});
