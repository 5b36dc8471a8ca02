import type { Coordinates, EventLog, LogRecord, OutgoingRecord, PartitionOffsets } from '@streamforge/event-log/port';
import { letterFilter, type DeadLetterFilter } from './filter.ts';
import { deadLetterHeaders, redriveHeaders, redrivenHeader } from './headers.ts';
import { recordsBetween, redrivenOffsets, type LetterTest } from './lane.ts';
import { parseDeadLetter, type DeadLetter } from './letter.ts';
import { deadLetterLanes } from './list.ts';

export interface RedriveOutcome {
  readonly redriven: number;
  readonly alreadyRedriven: number;
  /** Lines of files, and letters whose topic is gone. */
  readonly notRedrivable: number;
}

/** Which letters to hand back: one by its place, or all that match. */
export type RedriveSelection = { readonly at: Coordinates } | { readonly matching: DeadLetterFilter };

const BATCH_RECORDS = 200;
const BATCH_BYTES = 4_194_304;
const running = new WeakMap<EventLog, Promise<unknown>>();

/**
 * Hands letters back to their topic for the group that refused them, original bytes and headers, then marks them in the dead-letter
 * topic. What is marked is skipped, so that redriving a letter twice changes nothing; a record refused again is a new letter. Redrives
 * of one log wait for each other. A crash between the two appends makes the next redrive hand the batch back again, which
 * deterministic keys make harmless.
 */
export const redrive = async (events: EventLog, selection: RedriveSelection): Promise<RedriveOutcome> => {
  const before = running.get(events) ?? Promise.resolve();
  const turn = before.then(() => redriveNow(events, selection));
  running.set(events, turn.catch(() => undefined));
  return await turn;
};

const redriveNow = async (events: EventLog, selection: RedriveSelection): Promise<RedriveOutcome> => {
  const counts = { redriven: 0, alreadyRedriven: 0, notRedrivable: 0 };
  const { lanes, test } = await selected(events, selection);
  const known = new Set((await events.topics()).map(({ name }) => name));
  for (const lane of lanes) {
    const done = await redrivenOffsets(events, lane.bounds);
    const topic = lane.bounds.topic.replace(/\.dlq$/, '');
    let batch: Redriven[] = [];
    let bytes = 0;
    const flush = async (): Promise<void> => {
      if (batch.length > 0) await handBack(events, topic, lane.bounds, batch);
      counts.redriven += batch.length;
      batch = [];
      bytes = 0;
    };
    for await (const record of recordsBetween(events, lane.bounds, lane.from, lane.to)) {
      const letter = parseDeadLetter(record, lane.bounds);
      if (letter === undefined || !test(letter, record)) continue;
      if (done.has(letter.offset)) counts.alreadyRedriven += 1;
      else if (letter.origin.kind === 'line' || !known.has(topic)) counts.notRedrivable += 1;
      else {
        batch.push({ letter, record });
        bytes += letter.bytes;
        if (batch.length >= BATCH_RECORDS || bytes >= BATCH_BYTES) await flush();
      }
    }
    await flush();
  }
  return counts;
};

interface Redriven {
  readonly letter: DeadLetter;
  readonly record: LogRecord;
}

interface Stretch {
  readonly bounds: PartitionOffsets;
  readonly from: number;
  readonly to: number;
}

const selected = async (events: EventLog, selection: RedriveSelection): Promise<{ lanes: readonly Stretch[]; test: LetterTest }> => {
  if ('matching' in selection) {
    const lanes = await deadLetterLanes(events, selection.matching.topic);
    return { lanes: lanes.map((bounds) => ({ bounds, from: bounds.start, to: bounds.end })), test: letterFilter(selection.matching) };
  }
  const { at } = selection;
  const lanes = (await deadLetterLanes(events)).filter(({ topic, partition }) => topic === at.topic && partition === at.partition);
  return { lanes: lanes.map((bounds) => ({ bounds, from: Math.max(bounds.start, at.offset), to: at.offset + 1 })), test: () => true };
};

const handBack = async (
  events: EventLog, topic: string, { topic: letters, partition }: PartitionOffsets, batch: readonly Redriven[],
): Promise<void> => {
  await events.produce(topic, batch.map(({ letter, record }) => originalOf(letter, record)));
  await events.produce(letters, batch.map(({ letter }) => ({
    key: null,
    value: null,
    headers: [[redrivenHeader, String(letter.offset)]],
    partition,
  })));
};

const added: ReadonlySet<string> = new Set([...Object.values(deadLetterHeaders), ...Object.values(redriveHeaders)]);

/** The record as it was refused. The key decides the partition again; without one it goes where it came from. */
const originalOf = (letter: DeadLetter, record: LogRecord): OutgoingRecord => ({
  key: record.key,
  value: record.value,
  headers: [
    ...record.headers().filter(([name]) => !added.has(name)),
    [redriveHeaders.group, letter.group],
    [redriveHeaders.of, `${letter.topic}[${letter.partition}]@${letter.offset}`],
    [redriveHeaders.attempt, String(letter.attempt + 1)],
  ],
  ...(record.key === null && letter.origin.kind === 'record' ? { partition: letter.origin.partition } : {}),
});
