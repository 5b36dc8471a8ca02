/** Where a group stands when a member takes partitions over. */
import type { ConsumeOptions, Coordinates, TopicPartition } from '../../port.ts';
import type { Cluster } from '../cluster.ts';
import { BrokerError } from '../failure.ts';
import { listOffsets } from '../wire/fetch.ts';
import { offsetCommit, offsetFetch, type Membership as Place } from '../wire/groups.ts';
import type { Call } from '../connection.ts';

const boundsNow = async (cluster: Cluster, which: 'start' | 'end', partitions: readonly TopicPartition[]): Promise<readonly Coordinates[]> => {
  const leaders = new Map(await Promise.all(partitions.map(async (at) => [at, await cluster.leader(at)] as const)));
  const byLeader = Map.groupBy(partitions, (at) => leaders.get(at) as number);
  const answers = await Promise.all([...byLeader].map(([node, led]) => cluster.tell(node, listOffsets(which, led))));
  return answers.flat().map(({ topic, partition, errorCode, offset }) => {
    if (errorCode !== 0) throw new BrokerError(errorCode);
    return { topic, partition, offset };
  });
};

/** First readable offsets of partitions, or the offsets after their last records. */
export const bounds = async (cluster: Cluster, which: 'start' | 'end', partitions: readonly TopicPartition[]): Promise<readonly Coordinates[]> =>
  await cluster.settled(partitions.map(({ topic }) => topic), async () => await boundsNow(cluster, which, partitions));

export interface PositionParts {
  readonly cluster: Cluster;
  readonly options: Pick<ConsumeOptions, 'group' | 'from' | 'topics'>;
  /** Sends as the member. */
  readonly act: <Answer>(call: (place: Place) => Call<Answer>) => Promise<Answer>;
}

/**
 * The group's committed offsets. Where it has none it begins at the earliest or after the latest record, and that is committed at once, so
 * that the next owner begins there. A partition that was added to a topic which the group reads already is read from its beginning.
 */
export const positionsOf = async (partitions: readonly TopicPartition[], { cluster, options, act }: PositionParts): Promise<readonly Coordinates[]> => {
  const committed = (await act(({ group }) => offsetFetch(group, null))).filter(({ offset }) => offset >= 0);
  const known = new Map(committed.map((at) => [`${at.topic}[${at.partition}]`, at]));
  const read = new Set(committed.map(({ topic }) => topic));
  const fresh = partitions.filter(({ topic, partition }) => !known.has(`${topic}[${partition}]`));
  const [atStart, atEnd] = [fresh.filter(({ topic }) => options.from === 'earliest' || read.has(topic)), fresh.filter(({ topic }) => options.from === 'latest' && !read.has(topic))];
  const begun = (await Promise.all([bounds(cluster, 'start', atStart), bounds(cluster, 'end', atEnd)])).flat();
  if (begun.length > 0) await act((place) => offsetCommit(place, begun));
  for (const at of begun) known.set(`${at.topic}[${at.partition}]`, at);
  return partitions.flatMap(({ topic, partition }) => known.get(`${topic}[${partition}]`) ?? []);
};
