import { RetryableError, TerminalError, type ErrorCode } from '@streamforge/contracts/errors';
import { describe, expect, it } from 'vitest';
import { freshJobs, SHORT_LEASE_MS, type NewPlace } from './subject.ts';

export const failures = (newPlace: NewPlace): void => {
  describe('a job that fails', () => {
    const place = freshJobs(newPlace);
    const accept = () => place().jobs.accept({ id: 'a', kind: 'train', parameters: null });

    it('for a reason that may pass is tried again, from its checkpoint', async () => {
      const seen: unknown[] = [];
      await place().worker({
        train: async ({ attempt, fence, resumeFrom, checkpoint }) => {
          seen.push([attempt, fence, resumeFrom]);
          await checkpoint({ done: attempt, text: 'NUL \0' });
          if (attempt === 1) throw new RetryableError('STORE_UNAVAILABLE');
          if (attempt === 2) throw new Error('for a reason it does not know');
        },
      });
      await accept();
      await place().becomes('a', { state: 'finished', attempt: 3, code: null, message: null });
      expect(seen).toEqual([[1, 1, undefined], [2, 2, { done: 1, text: 'NUL \0' }], [3, 3, { done: 2, text: 'NUL \0' }]]);
    });

    it.each<readonly [Error, ErrorCode, number]>([
      [new RetryableError('STORE_UNAVAILABLE', 'Down.'), 'STORE_UNAVAILABLE', 3],
      [new Error('bad \0 luck \ud800'), 'UNEXPECTED', 3],
      [new TerminalError('EVENT_INVALID', 'epochs is missing.'), 'EVENT_INVALID', 1],
    ])('with %s ends as failed, with its code and message, after as many attempts as help', async (error, code, attempts) => {
      let tried = 0;
      const { events } = await place().worker({
        train: () => {
          tried += 1;
          return Promise.reject(error);
        },
      });
      await accept();
      const job = await place().becomes('a', { state: 'failed', code, attempt: attempts });
      expect(job.message).toContain(error.message.replace('\0', '').slice(0, 8).trimEnd());
      expect(job.finishedAt).not.toBeNull();
      expect(tried).toBe(attempts);
      await expect.poll(() => events.at(-1)).toMatchObject({ event: 'error' });
    });

    it('by taking its worker down each time is given up', async () => {
      const { claims, worker, becomes } = place();
      await accept();
      for (let attempt = 1; attempt <= 3; attempt += 1) {
        await expect.poll(() => claims.next({ kinds: ['train'], owner: 'dies', leaseMs: 20, attempts: 3 }), { interval: 30 }).toMatchObject({ claim: { attempt } });
      }
      const { events } = await worker({ train: () => Promise.resolve() }, { leaseMs: SHORT_LEASE_MS });
      await becomes('a', { state: 'failed', code: 'JOB_ATTEMPTS_SPENT', attempt: 3 });
      await expect.poll(() => events).toMatchObject([{ event: 'error', message: 'JOB_ATTEMPTS_SPENT' }]);
    });

    it('by keeping too much in a checkpoint is told so', async () => {
      await place().worker({ train: ({ checkpoint }) => checkpoint('x'.repeat(1_048_576)) });
      await accept();
      expect(await place().becomes('a', { state: 'failed' })).toMatchObject({ code: 'RECORD_TOO_LARGE', attempt: 1 });
    });

    it('leaves the next one alone', async () => {
      await place().worker({ train: () => Promise.reject(new TerminalError('EVENT_INVALID')), evaluate: () => Promise.resolve() });
      await accept();
      await place().jobs.accept({ id: 'b', kind: 'evaluate', parameters: null });
      await place().becomes('a', { state: 'failed' });
      expect(await place().becomes('b', { state: 'finished' })).toMatchObject({ attempt: 1 });
    });
  });
};
