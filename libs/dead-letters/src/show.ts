import type { Coordinates, EventLog, LogRecord } from '@streamforge/event-log/port';
import { redrivenOffsets, type ListedLetter } from './lane.ts';
import { parseDeadLetter } from './letter.ts';

/** A dead letter with everything it kept. */
export interface WholeLetter extends ListedLetter {
  readonly value: Uint8Array | null;
  /** Headers of the original and those of the letter, in order. */
  readonly headers: readonly (readonly [name: string, value: Uint8Array])[];
}

/** The dead letter at a place in its dead-letter topic, or undefined when there is none. `read` gives the record there. */
export const showDeadLetter = async (
  events: EventLog, at: Coordinates, read = (place: Coordinates) => recordAt(events, place),
): Promise<WholeLetter | undefined> => {
  const record = await read(at);
  const letter = record === undefined ? undefined : parseDeadLetter(record, at);
  const bounds = (await events.offsets(at.topic)).find(({ partition }) => partition === at.partition);
  if (record === undefined || letter === undefined || bounds === undefined) return undefined;
  const redriven = await redrivenOffsets(events, bounds, at.offset + 1);
  return { ...letter, redriven: redriven.has(at.offset), value: record.value, headers: record.headers() };
};

/** The very record at a place, or undefined when the place holds none. */
export const recordAt = async (events: EventLog, at: Coordinates): Promise<LogRecord | undefined> => {
  if (!(await events.topics()).some(({ name, partitions }) => name === at.topic && at.partition < partitions)) return undefined;
  const [record] = await events.read(at, { maxRecords: 1, maxBytes: 1 });
  return record?.offset === at.offset ? record : undefined;
};
