/** Where a listing stands in each partition, as a cursor: it stays right while letters are added and whatever the clock did. */
import type { TopicPartition } from '@streamforge/event-log/port';

/** `topic[partition]`. */
export const laneKey = ({ topic, partition }: TopicPartition): string => `${topic}[${partition}]`;

const shape = /^[A-Za-z0-9._-]{1,255}\[\d{1,6}\]$/;

export const writePositions = (positions: ReadonlyMap<string, number>): string =>
  Buffer.from(JSON.stringify([...positions])).toString('base64url');

/** Throws a RangeError when the cursor is not one that `writePositions` made. */
export const readPositions = (cursor: string | undefined): Map<string, number> => {
  if (cursor === undefined) return new Map();
  const entries = decoded(cursor);
  if (!Array.isArray(entries) || !entries.every(isPosition)) throw new RangeError('not a cursor of this list');
  return new Map(entries);
};

const decoded = (cursor: string): unknown => {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown;
  } catch {
    return undefined;
  }
};

const isPosition = (entry: unknown): entry is [string, number] => Array.isArray(entry) && entry.length === 2
  && typeof entry[0] === 'string' && shape.test(entry[0]) && Number.isSafeInteger(entry[1]);
