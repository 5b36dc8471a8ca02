/** Groups seen from outside: where they stand, and moving them. */
import { TerminalError } from '@streamforge/contracts/errors';
import type { Coordinates, GroupOffset } from '../../port.ts';
import { bounds } from '../consume/positions.ts';
import type { Cluster } from '../cluster.ts';
import { BrokerError } from '../failure.ts';
import { listGroups, offsetCommit, offsetFetch } from '../wire/groups.ts';
import { checkPartition } from './topics.ts';

/** Acts for a group without being in it. */
const outside = { generation: -1, member: '' } as const;
/** How a broker refuses offsets from outside while a group has members. */
const active: ReadonlySet<string> = new Set(['UNKNOWN_MEMBER_ID', 'ILLEGAL_GENERATION', 'REBALANCE_IN_PROGRESS']);

/** Asks a group's coordinator, and again while that is on the move. */
const atCoordinator = async <Answer>(cluster: Cluster, group: string, act: (node: number) => Promise<Answer>): Promise<Answer> =>
  await cluster.settled([], async () => await act(await cluster.coordinator(group)));

const ofGroup = async (cluster: Cluster, group: string): Promise<readonly GroupOffset[]> => {
  const offsets = await atCoordinator(cluster, group, async (node) => await cluster.tell(node, offsetFetch(group, null)));
  return offsets.filter(({ offset }) => offset >= 0)
    .map(({ topic, partition, offset }) => ({ group, topic, partition, committed: offset }))
    .toSorted((a, b) => (a.topic < b.topic ? -1 : Number(a.topic > b.topic)) || a.partition - b.partition);
};

/** Committed offsets of one group or of all, by group, topic and partition. */
export const committedOffsets = async (cluster: Cluster, group: string | undefined): Promise<readonly GroupOffset[]> => {
  if (group !== undefined) return await ofGroup(cluster, group);
  const names = new Set((await Promise.all(cluster.nodes.map((node) => cluster.tell(node, listGroups())))).flat());
  const offsets: GroupOffset[] = [];
  for (const name of [...names].toSorted()) offsets.push(...await ofGroup(cluster, name));
  return offsets;
};

/** Throws unless every position lies between 0 and the end of a partition that there is. */
export const checkPositions = async (cluster: Cluster, positions: readonly Coordinates[]): Promise<void> => {
  for (const { topic, partition } of positions) await checkPartition(cluster, topic, partition);
  const ends = new Map((await bounds(cluster, 'end', positions)).map(({ topic, partition, offset }) => [`${topic}[${partition}]`, offset]));
  for (const at of positions) {
    const end = ends.get(`${at.topic}[${at.partition}]`) ?? 0;
    if (Number.isSafeInteger(at.offset) && at.offset >= 0 && at.offset <= end) continue;
    throw new TerminalError('REQUEST_INVALID', `A position lies between 0 and the end, ${end}.`, at);
  }
};

/** Moves a group's offsets. Rejects with `GROUP_ACTIVE` while it has members. */
export const seekGroup = async (cluster: Cluster, group: string, positions: readonly Coordinates[]): Promise<void> => {
  if (positions.length === 0) return;
  await checkPositions(cluster, positions);
  try {
    await atCoordinator(cluster, group, async (node) => await cluster.tell(node, offsetCommit({ group, ...outside }, positions)));
  } catch (error) {
    if (error instanceof BrokerError && active.has(error.type)) throw new TerminalError('GROUP_ACTIVE', `Group ${group}.`, {}, { cause: error });
    throw error;
  }
};
