import type { Received, Refusal } from '@streamforge/codec/received';
import { RetryableError, StreamForgeError } from '@streamforge/contracts/errors';
import type { TopicName } from '@streamforge/contracts/topics';
import type { Clock } from '@streamforge/determinism/clock';
import type { EventLog, LogRecord, PartitionOffsets } from '@streamforge/event-log/port';
import type { Logger } from 'pino';
import { DeadLetterLane } from '../loop/dead-letters.ts';
import { judgeBatch } from '../loop/edge.ts';

export interface TailOptions<Topic extends TopicName> {
  readonly topic: Topic;
  readonly events: EventLog;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Names the reader in dead letters, of which one is written however often the record is read. */
  readonly service: string;
  readonly signal: AbortSignal;
  /** What fails with a retryable error is tried again, and nothing after it is read before; any other error makes a dead letter. */
  readonly onRecord: (record: Received<Topic>) => Promise<void>;
}

const LOOK_EVERY_MS = 500;
const LIMIT = { maxRecords: 100, maxBytes: 1_048_576 };

const refusalOf = (error: unknown): Refusal => error instanceof StreamForgeError
  ? { code: error.code, detail: error.message }
  : { code: 'UNEXPECTED', detail: String(error) };

/**
 * Reads a broadcast topic from its oldest record on, without a group: every instance reads all of it, keeps no position, and leaves none
 * behind. Resolves when the signal aborts.
 */
export const tail = async <Topic extends TopicName>(options: TailOptions<Topic>): Promise<void> => {
  const { topic, events, clock, logger, service, signal, onRecord } = options;
  const group = `${service}-control`;
  const lanes = new Map<number, { next: number; readonly letters: DeadLetterLane }>();

  const laneOf = (partition: number) => {
    const lane = lanes.get(partition) ?? { next: 0, letters: new DeadLetterLane({ events, service, group }, topic, partition) };
    lanes.set(partition, lane);
    return lane;
  };

  const refusalBy = async (record: Received<Topic>): Promise<Refusal | undefined> => {
    try {
      await onRecord(record);
      return undefined;
    } catch (error) {
      if (error instanceof RetryableError) throw error;
      return refusalOf(error);
    }
  };

  const take = async (record: LogRecord, partition: number): Promise<void> => {
    const { received: [received], refused: [refused] } = judgeBatch(topic, group, { partition, records: [record] });
    const refusal = received === undefined ? refused?.refusal : await refusalBy(received);
    if (refusal === undefined) return;
    logger.warn({ topic, partition, offset: record.offset, code: refusal.code }, 'a command was refused');
    await laneOf(partition).letters.write([{ record, refusal }]);
  };

  const readOn = async ({ partition, start, end }: PartitionOffsets): Promise<void> => {
    const lane = laneOf(partition);
    lane.next = Math.max(lane.next, start);
    while (lane.next < end) {
      const records = await events.read({ topic, partition, offset: lane.next }, LIMIT);
      for (const record of records) {
        if (signal.aborted) return;
        await take(record, partition);
        lane.next = record.offset + 1;
      }
      // What a log does not hand out (aborted transactions) is passed over.
      if (records.length === 0) lane.next = end;
    }
  };

  for (let told = false; !signal.aborted;) {
    try {
      for (const lane of await events.offsets(topic)) await readOn(lane);
      told = false;
    } catch (error) {
      if (!told && !signal.aborted) logger.warn({ topic, err: error }, 'commands wait: they are read again by themselves');
      told = true;
    }
    await clock.sleep(LOOK_EVERY_MS, signal).catch(() => undefined);
  }
};
