/** Who reads which partition. The same members and partitions always give the same answer. */
export interface GroupMember {
  readonly member: string;
  readonly topics: readonly string[];
}

/** A partition to assign: anything that has a topic. */
export interface Assignable {
  readonly topic: string;
}

const countOf = (counts: Map<string, number>, member: string): number => counts.get(member) ?? 0;

const assignTopic = <Item extends Assignable>(
  items: readonly Item[], members: readonly string[], owners: ReadonlyMap<Item, string>, totals: Map<string, number>,
): [Item, string][] => {
  const counts = new Map<string, number>();
  const floor = Math.floor(items.length / members.length);
  let extras = items.length % members.length;
  const assigned = new Map<Item, string>();
  const give = (item: Item, member: string): void => {
    assigned.set(item, member);
    counts.set(member, countOf(counts, member) + 1);
    totals.set(member, countOf(totals, member) + 1);
  };
  const lighter = (member: string, other: string): boolean => {
    const difference = countOf(counts, member) - countOf(counts, other);
    return difference < 0 || (difference === 0 && countOf(totals, member) < countOf(totals, other));
  };
  for (const item of items) {
    const owner = owners.get(item);
    if (owner === undefined || !members.includes(owner)) continue;
    const held = countOf(counts, owner);
    if (held > floor || (held === floor && extras === 0)) continue;
    if (held === floor) extras -= 1;
    give(item, owner);
  }
  for (const item of items) {
    if (assigned.has(item)) continue;
    give(item, members.reduce((best, member) => lighter(member, best) ? member : best));
  }
  return [...assigned];
};

/**
 * Spreads the partitions of each topic evenly over the members that read it. A partition stays where it is as long as that is even: what
 * need not move is not interrupted.
 */
export const assign = <Item extends Assignable>(
  items: readonly Item[], members: readonly GroupMember[], owners: ReadonlyMap<Item, string>,
): ReadonlyMap<Item, string> => {
  const totals = new Map<string, number>();
  return new Map([...Map.groupBy(items, ({ topic }) => topic)].flatMap(([topic, ofTopic]) => {
    const readers = members.filter(({ topics }) => topics.includes(topic)).map(({ member }) => member);
    return readers.length === 0 ? [] : assignTopic(ofTopic, readers, owners, totals);
  }));
};
