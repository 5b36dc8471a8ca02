import type { EventLog, PartitionOffsets } from '@streamforge/event-log/port';
import { letterFilter, type DeadLetterFilter } from './filter.ts';
import { newestFirst, oldestFirst, type ListedLetter } from './lane.ts';
import { laneKey, readPositions, writePositions } from './position.ts';

export interface DeadLetterQuery extends DeadLetterFilter {
  /** Most letters of a page. */
  readonly limit: number;
  /** `next` of the page before. */
  readonly after?: string | undefined;
  /** Default newest. */
  readonly order?: 'newest' | 'oldest' | undefined;
  /** Also those that were redriven. Default no. */
  readonly redriven?: boolean | undefined;
}

export interface DeadLetterPage {
  readonly letters: readonly ListedLetter[];
  /** Where the next page begins; undefined on the last one. */
  readonly next: string | undefined;
}

/** Partitions of the dead-letter topics that hold anything, of one original topic or of all. */
export const deadLetterLanes = async (events: EventLog, topic?: string): Promise<readonly PartitionOffsets[]> => {
  const wanted = (name: string): boolean => topic === undefined ? name.endsWith('.dlq') : name === `${topic}.dlq`;
  const names = (await events.topics()).map(({ name }) => name).filter(wanted);
  return (await Promise.all(names.map((name) => events.offsets(name)))).flat().filter(({ start, end }) => end > start);
};

interface Lane {
  readonly letters: AsyncGenerator<ListedLetter>;
  head: ListedLetter | undefined;
}

/**
 * A page of dead letters in the order of their refusal. Newest first reads from the ends and stops when the page is full; oldest first
 * must know every marker and reads all. Memory is bounded by the page and one window per partition. A cursor that is none throws
 * a RangeError.
 */
export const listDeadLetters = async (events: EventLog, query: DeadLetterQuery): Promise<DeadLetterPage> => {
  const newest = query.order !== 'oldest';
  const positions = readPositions(query.after);
  const bounds = await deadLetterLanes(events, query.topic);
  const test = letterFilter(query);
  const lanes: Lane[] = await Promise.all(bounds.map(async (lane) => {
    const position = positions.get(laneKey(lane));
    const letters = newest
      ? newestFirst(events, lane, position ?? lane.end, test)
      : oldestFirst(events, lane, position ?? lane.start, test);
    return { letters, head: await nextOf(letters, query) };
  }));
  const page: ListedLetter[] = [];
  for (let lane = foremost(lanes, newest); lane?.head !== undefined && page.length < query.limit; lane = foremost(lanes, newest)) {
    const { head } = lane;
    page.push(head);
    positions.set(laneKey(head), newest ? head.offset : head.offset + 1);
    lane.head = await nextOf(lane.letters, query);
  }
  const more = lanes.some(({ head }) => head !== undefined);
  await Promise.all(lanes.map(({ letters }) => letters.return(undefined)));
  return { letters: page, next: more ? writePositions(positions) : undefined };
};

const nextOf = async (letters: AsyncGenerator<ListedLetter>, { redriven = false }: DeadLetterQuery): Promise<ListedLetter | undefined> => {
  for (let step = await letters.next(); step.done !== true; step = await letters.next()) {
    if (redriven || !step.value.redriven) return step.value;
  }
  return undefined;
};

/** The lane whose head comes next; ties go by topic and partition, so that pages repeat exactly. */
const foremost = (lanes: readonly Lane[], newest: boolean): Lane | undefined => {
  let best: Lane | undefined;
  for (const lane of lanes) {
    if (lane.head === undefined) continue;
    if (best?.head === undefined || (newest ? lane.head.timestamp > best.head.timestamp : lane.head.timestamp < best.head.timestamp)) {
      best = lane;
    }
  }
  return best;
};
