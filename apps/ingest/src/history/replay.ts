/** Brings history through ingest's handlers again, into whatever store it is given. */
import { history, type HistoryBatch, type Stretch } from '@streamforge/archive/history';
import { RetryableError } from '@streamforge/contracts/errors';
import type { Rejection } from '@streamforge/service-host/service';
import { attempt, type Handle } from '@streamforge/service-host/loop/attempt';
import { backoff } from '@streamforge/service-host/loop/backoff';
import { judgeBatch, type Refused } from '@streamforge/service-host/loop/edge';
import type { IngestContext } from '../context.ts';
import { handlers } from '../handlers.ts';
import type { HistoryContext } from './context.ts';
import { groupOf, type IngestTopic } from './partitions.ts';

export interface ReplayStretch extends Stretch {
  readonly topic: IngestTopic;
}

export interface ReplayParts {
  /** Where the history lies. */
  readonly from: Pick<HistoryContext, 'events' | 'objects' | 'clock'>;
  /** Where it is brought to. */
  readonly into: IngestContext;
  readonly signal: AbortSignal;
  /** Told of each batch once its effects are durable, with what was refused of it; when it rejects the replay ends. */
  readonly onBatch: (stretch: ReplayStretch, records: number, refused: readonly Refused[]) => Promise<void> | void;
}

type AnyHandler = (batch: Parameters<Handle<IngestTopic>>[0], context: IngestContext) => Promise<readonly Rejection[]>;

const BATCH_RECORDS = 500;
/** Partitions worked side by side: their effects share the store's commits. */
const SIDE_BY_SIDE = 4;

const wait = backoff({ firstMs: 100, mostMs: 10_000 }, () => 0.5);

/** Replays stretches, each in its order; stores and logs that do not answer are waited for. */
export const replay = async (stretches: readonly ReplayStretch[], parts: ReplayParts): Promise<void> => {
  const left = [...stretches];
  // One that fails ends the others, too: nobody goes on behind the back of who was told.
  const failed = new AbortController();
  const signal = AbortSignal.any([parts.signal, failed.signal]);
  const worker = async (): Promise<void> => {
    for (let next = left.shift(); next !== undefined; next = left.shift()) {
      try {
        await replayStretch(next, { ...parts, signal });
      } catch (error) {
        failed.abort(error);
        throw error;
      }
    }
  };
  const workers = await Promise.allSettled(Array.from({ length: SIDE_BY_SIDE }, worker));
  parts.signal.throwIfAborted();
  if (failed.signal.aborted) throw failed.signal.reason;
  for (const outcome of workers) if (outcome.status === 'rejected') throw outcome.reason;
};

const replayStretch = async (stretch: ReplayStretch, parts: ReplayParts): Promise<void> => {
  let position = stretch.from;
  for (let tries = 1; position < stretch.to; tries += 1) {
    try {
      for await (const batch of history(parts.from, { ...stretch, from: position }, { maxRecords: BATCH_RECORDS })) {
        parts.signal.throwIfAborted();
        await parts.onBatch(stretch, batch.records.length, await settled(stretch, batch, parts));
        position = batch.nextOffset;
        tries = 1;
      }
      return;
    } catch (error) {
      parts.signal.throwIfAborted();
      if (!(error instanceof RetryableError)) throw error;
      await parts.from.clock.sleep(wait(tries), parts.signal);
    }
  }
};

/** Validates and handles a batch as the consume loop does; resolves to what was refused. */
const settled = async (
  { topic, partition }: ReplayStretch, batch: HistoryBatch, { into, signal, from: { clock } }: ReplayParts,
): Promise<readonly Refused[]> => {
  const { received, refused } = judgeBatch(topic, groupOf(topic), { partition, records: batch.records });
  const handle = handlers[topic] as unknown as AnyHandler;
  const rejections = await attempt((part) => handle(part, into), received, {
    signal,
    rest: async (tries) => clock.sleep(wait(tries), signal),
    paused: () => undefined,
    retried: () => undefined,
    giveUp: async () => undefined,
    succeeded: () => undefined,
  });
  const original = new Map(batch.records.map((record) => [record.offset, record]));
  return [...refused, ...rejections.flatMap(({ record: { offset }, code, detail }) => {
    const record = original.get(offset);
    return record === undefined ? [] : [{ record, refusal: { code, detail } }];
  })];
};
