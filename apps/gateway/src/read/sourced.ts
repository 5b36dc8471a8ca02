/** The records that a fact came from, each with its place and its very bytes. */
import type { CoordinatesOfRecord } from '@streamforge/contracts/events/coordinates';
import { z } from 'zod';
import { SourceAnswer } from './entries.ts';
import type { RecordReader } from './own-records.ts';
import { RecordAnswer, shownRecord } from './record.ts';

export const SourcedAnswer = z.object({
  source: SourceAnswer,
  readable: z.boolean().describe('Whether the log still holds the record, and who asks may read it; retention may have removed it.'),
  record: RecordAnswer.nullable(),
});

export type Sourced = z.input<typeof SourcedAnswer>;

/** The record at a place, as it can be read now. */
export const sourced = async (read: RecordReader, { topic, partition, offset }: CoordinatesOfRecord): Promise<Sourced> => {
  const source = { topic, partition, offset };
  const record = await read(source);
  return { source, readable: record !== undefined, record: record === undefined ? null : shownRecord(record) };
};

/** Reads asked of the log at once. */
const SIDE_BY_SIDE = 16;

/** The records at many places, in order. */
export const allSourced = async (read: RecordReader, places: readonly CoordinatesOfRecord[]): Promise<Sourced[]> => {
  const found: Sourced[] = [];
  for (let at = 0; at < places.length; at += SIDE_BY_SIDE) {
    found.push(...await Promise.all(places.slice(at, at + SIDE_BY_SIDE).map((place) => sourced(read, place))));
  }
  return found;
};
