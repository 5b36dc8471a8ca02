import type { Received } from '@streamforge/codec/received';
import { RetryableError, TerminalError } from '@streamforge/contracts/errors';
import { describe, expect, it } from 'vitest';
import { attempt, UNEXPECTED_RETRIES, type AttemptContext, type Handle } from '../src/loop/attempt.ts';

type Topic = 'market.candles.v1';

const batchOf = (...offsets: number[]): readonly Received<Topic>[] =>
  offsets.map((offset) => ({ kind: 'event', topic: 'market.candles.v1', partition: 0, offset, timestamp: 0, key: 'k', eventTime: undefined, value: {} }) as never);

interface Watched extends AttemptContext {
  readonly rests: number[];
  readonly pauses: (string | undefined)[];
  readonly lost: number[];
}

const watched = (signal = new AbortController().signal): Watched => {
  const rests: number[] = [];
  const pauses: (string | undefined)[] = [];
  const lost: number[] = [];
  return {
    rests, pauses, lost, signal,
    rest: (tries) => {
      signal.throwIfAborted();
      rests.push(tries);
      return Promise.resolve();
    },
    paused: (cause) => pauses.push(cause?.code),
    retried: () => undefined,
    giveUp: (record) => {
      lost.push(record.offset);
      return Promise.resolve();
    },
    succeeded: () => undefined,
  };
};

describe('bringing a batch through its handler', () => {
  it('returns what the handler refuses', async () => {
    const batch = batchOf(1, 2);
    const [first] = batch;
    const handle: Handle<Topic> = () => Promise.resolve([{ record: first as Received, code: 'CANDLE_HIGH_BELOW_LOW', detail: '' }]);
    expect((await attempt(handle, batch, watched())).map(({ record }) => record.offset)).toEqual([1]);
  });

  it('does not trouble the handler with an empty batch', async () => {
    const handle: Handle<Topic> = () => Promise.reject(new Error('called'));
    expect(await attempt(handle, [], watched())).toEqual([]);
  });

  it('waits out a store that is down for as long as it takes, says so, and skips nothing', async () => {
    const context = watched();
    let calls = 0;
    const handle: Handle<Topic> = () => ++calls <= 40 ? Promise.reject(new RetryableError('STORE_UNAVAILABLE')) : Promise.resolve([]);
    expect(await attempt(handle, batchOf(1), context)).toEqual([]);
    expect(calls).toBe(41);
    expect(context.pauses).toEqual([...Array.from({ length: 40 }, () => 'STORE_UNAVAILABLE'), undefined]);
    expect(context.rests).toEqual(Array.from({ length: 40 }, (_, index) => index + 1));
    expect(context.lost).toEqual([]);
  });

  it('tries an unknown error five more times before it looks for the culprit', async () => {
    const sizes: number[] = [];
    const handle: Handle<Topic> = (batch) => {
      sizes.push(batch.length);
      return batch.some(({ offset }) => offset === 3) ? Promise.reject(new Error('boom')) : Promise.resolve([]);
    };
    const context = watched();
    const rejections = await attempt(handle, batchOf(1, 2, 3, 4), context);
    expect(rejections.map(({ record, code }) => [record.offset, code])).toEqual([[3, 'UNEXPECTED']]);
    expect(sizes.slice(0, UNEXPECTED_RETRIES + 1)).toEqual([4, 4, 4, 4, 4, 4]);
    expect(context.lost).toEqual([3]);
  });

  it('handles every record but the culprits, in order', async () => {
    const handled: number[] = [];
    const bad = new Set([2, 5, 6]);
    const handle: Handle<Topic> = (batch) => {
      if (batch.some(({ offset }) => bad.has(offset))) return Promise.reject(new Error('boom'));
      handled.push(...batch.map(({ offset }) => offset));
      return Promise.resolve([]);
    };
    const rejections = await attempt(handle, batchOf(1, 2, 3, 4, 5, 6, 7), watched());
    expect(rejections.map(({ record }) => record.offset)).toEqual([2, 5, 6]);
    expect(handled).toEqual([1, 3, 4, 7]);
  });

  it('gives a terminal error’s record up at once under its own code', async () => {
    let calls = 0;
    const rejections = await attempt(() => {
      calls += 1;
      return Promise.reject(new TerminalError('RECORD_TOO_LARGE'));
    }, batchOf(1), watched());
    expect(calls).toBe(1);
    expect(rejections.map(({ code }) => code)).toEqual(['RECORD_TOO_LARGE']);
  });

  it('waits out a store that goes down while the culprit is looked for', async () => {
    let down = 3;
    const handle: Handle<Topic> = (batch) => {
      if (batch.length > 1) return Promise.reject(new Error('boom'));
      return down-- > 0 ? Promise.reject(new RetryableError('STORE_UNAVAILABLE')) : Promise.resolve([]);
    };
    expect(await attempt(handle, batchOf(1, 2), watched())).toEqual([]);
  });

  it('stops when the partition is taken away, even in the middle of a pause', async () => {
    const controller = new AbortController();
    const handle: Handle<Topic> = () => {
      controller.abort(new Error('revoked'));
      return Promise.reject(new RetryableError('STORE_UNAVAILABLE'));
    };
    await expect(attempt(handle, batchOf(1), watched(controller.signal))).rejects.toThrow('revoked');
  });

  it('describes something thrown that is not an error', async () => {
    const rejections = await attempt(() => Promise.reject('odd'), batchOf(1), watched());
    expect(rejections.map(({ detail }) => detail)).toEqual(['odd']);
  });
});
