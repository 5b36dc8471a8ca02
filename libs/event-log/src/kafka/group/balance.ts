/**
 * How a group's leader divides the partitions: evenly, each staying where it is as long as that is even, and one that moves is given to
 * nobody until its owner has let go of it (the next generation gives it on). So what stays is never interrupted.
 * Source of the idea: KIP-429, incremental cooperative rebalancing.
 */
import { assign } from '../../assignment.ts';
import type { TopicPartition } from '../../port.ts';
import type { Subscription } from './protocol.ts';

export type Division = ReadonlyMap<string, readonly TopicPartition[]>;

const nameOf = ({ topic, partition }: TopicPartition): string => `${topic}[${partition}]`;

/** What each member has; of two that claim one partition the later generation is right. */
const ownersOf = (members: ReadonlyMap<string, Subscription>): ReadonlyMap<string, string> => {
  const owners = new Map<string, { readonly member: string; readonly generation: number }>();
  for (const [member, { generation, owned }] of members) {
    for (const name of owned.map(nameOf)) {
      if ((owners.get(name)?.generation ?? -1) < generation) owners.set(name, { member, generation });
    }
  }
  return new Map([...owners].map(([name, { member }]) => [name, member]));
};

/** Divides the partitions of the topics, `counts` by topic, among the members. */
export const divide = (members: ReadonlyMap<string, Subscription>, counts: ReadonlyMap<string, number>): Division => {
  const partitions = [...counts].toSorted(([a], [b]) => (a < b ? -1 : Number(a > b)))
    .flatMap(([topic, count]) => Array.from({ length: count }, (_, partition) => ({ topic, partition })));
  const named = ownersOf(members);
  const owners = new Map(partitions.flatMap((partition) => {
    const owner = named.get(nameOf(partition));
    return owner === undefined ? [] : [[partition, owner] as const];
  }));
  const sorted = [...members].toSorted(([a], [b]) => (a < b ? -1 : Number(a > b)));
  const wanted = assign(partitions, sorted.map(([member, { topics }]) => ({ member, topics })), owners);
  return new Map(sorted.map(([member]) => [
    member,
    partitions.filter((partition) => wanted.get(partition) === member && (owners.get(partition) ?? member) === member),
  ]));
};
