import type { Received } from '@streamforge/codec/received';
import { RetryableError, StreamForgeError, TerminalError } from '@streamforge/contracts/errors';
import type { TopicName } from '@streamforge/contracts/topics';
import type { Rejection } from '../service.ts';

/** How often an error that nobody foresaw is tried again before its record is looked for. */
export const UNEXPECTED_RETRIES = 5;

export type Handle<Topic extends TopicName> = (batch: readonly Received<Topic>[]) => Promise<readonly Rejection[]>;

export interface AttemptContext {
  readonly signal: AbortSignal;
  /** Waits before the n-th further attempt; rejects when the partition is taken away. */
  readonly rest: (attempt: number) => Promise<void>;
  /** Told when the partition begins to wait for something outside, and (undefined) when it goes on. */
  readonly paused: (cause: RetryableError | undefined) => void;
  readonly retried: (error: unknown) => void;
  /** Asked before a record is given up; rejects or never resolves when the partition must stop instead. */
  readonly giveUp: (record: Received, error: unknown) => Promise<void>;
  readonly succeeded: (records: number) => void;
}

/**
 * Brings a batch through its handler. A retryable error is waited out without limit. An unknown error is retried five times, then the
 * batch is halved until the single culprit stands alone and is rejected; a terminal error goes straight to halving.
 */
export const attempt = async <Topic extends TopicName>(
  handle: Handle<Topic>,
  batch: readonly Received<Topic>[],
  context: AttemptContext,
): Promise<readonly Rejection[]> => {
  if (batch.length === 0) return [];
  const failure = await tryRepeatedly(handle, batch, context, UNEXPECTED_RETRIES);
  if (!('error' in failure)) return failure.rejections;
  return await bisect(handle, batch, failure.error, context);
};

type Outcome = { readonly rejections: readonly Rejection[] } | { readonly error: unknown };

const tryRepeatedly = async <Topic extends TopicName>(
  handle: Handle<Topic>,
  batch: readonly Received<Topic>[],
  context: AttemptContext,
  retries: number,
): Promise<Outcome> => {
  let unexpected = 0;
  let paused = false;
  for (let tries = 1; ; tries += 1) {
    context.signal.throwIfAborted();
    try {
      const rejections = await handle(batch);
      if (paused) context.paused(undefined);
      context.succeeded(batch.length);
      return { rejections };
    } catch (error) {
      context.signal.throwIfAborted();
      if (error instanceof RetryableError) {
        paused = true;
        context.paused(error);
      } else {
        if (paused) context.paused(undefined);
        paused = false;
        unexpected += 1;
        if (error instanceof TerminalError || unexpected > retries) return { error };
      }
      context.retried(error);
      await context.rest(tries);
    }
  }
};

/** Halves keep their order, so records of one key still follow one another. */
const bisect = async <Topic extends TopicName>(
  handle: Handle<Topic>,
  batch: readonly Received<Topic>[],
  error: unknown,
  context: AttemptContext,
): Promise<readonly Rejection[]> => {
  const [only] = batch;
  if (batch.length === 1 && only !== undefined) {
    await context.giveUp(only, error);
    return [{ record: only, ...refusalOf(error) }];
  }
  const middle = Math.ceil(batch.length / 2);
  const rejections: Rejection[] = [];
  for (const half of [batch.slice(0, middle), batch.slice(middle)]) {
    const outcome = await tryRepeatedly(handle, half, context, 0);
    rejections.push(...('error' in outcome ? await bisect(handle, half, outcome.error, context) : outcome.rejections));
  }
  return rejections;
};

const refusalOf = (error: unknown): Pick<Rejection, 'code' | 'detail'> => error instanceof StreamForgeError
  ? { code: error.code, detail: error.message }
  : { code: 'UNEXPECTED', detail: error instanceof Error ? `${error.name}: ${error.message}` : String(error) };
