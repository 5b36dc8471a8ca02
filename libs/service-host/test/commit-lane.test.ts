import { RetryableError, TerminalError } from '@streamforge/contracts/errors';
import type { BatchSession } from '@streamforge/event-log/port';
import { systemClock } from '@streamforge/determinism/clock';
import { describe, expect, it } from 'vitest';
import { CommitLane } from '../src/loop/commit-lane.ts';

const lane = (retried: string[] = []): CommitLane => new CommitLane({ clock: systemClock, wait: () => 1, retried: ({ code }) => retried.push(code) });

const session = (commit: (offset: number) => Promise<void>, signal = new AbortController().signal): BatchSession =>
  ({ signal, heartbeat: () => Promise.resolve(), commit });

describe('committing behind the work', () => {
  it('writes the newest of several positions that came due while one was being written', async () => {
    const commits = lane();
    const written: number[] = [];
    const gate = Promise.withResolvers<void>();
    const slow = session(async (offset) => {
      written.push(offset);
      await gate.promise;
    });
    for (const offset of [1, 2, 3, 4]) commits.want(offset, slow);
    gate.resolve();
    await commits.settled();
    expect(written).toEqual([1, 4]);
  });

  it('tries again while the log can’t take it, and says so', async () => {
    const retried: string[] = [];
    const commits = lane(retried);
    const written: number[] = [];
    let down = 3;
    commits.want(7, session((offset) => down-- > 0 ? Promise.reject(new RetryableError('DISK_FULL')) : Promise.resolve(void written.push(offset))));
    await commits.settled();
    expect(written).toEqual([7]);
    expect(retried).toEqual(['DISK_FULL', 'DISK_FULL', 'DISK_FULL']);
  });

  it('tries again after an error nobody foresaw', async () => {
    const retried: string[] = [];
    const commits = lane(retried);
    const written: number[] = [];
    let down = 1;
    commits.want(7, session((offset) => down-- > 0 ? Promise.reject(new TypeError('socket')) : Promise.resolve(void written.push(offset))));
    await commits.settled();
    expect(written).toEqual([7]);
    expect(retried).toEqual(['LOG_UNAVAILABLE']);
  });

  it('drops a position whose partition has moved on, and takes the next', async () => {
    const commits = lane();
    const written: number[] = [];
    commits.want(1, session(() => Promise.reject(new TerminalError('PARTITION_MOVED'))));
    await commits.settled();
    commits.want(2, session((offset) => Promise.resolve(void written.push(offset))));
    await commits.settled();
    expect(written).toEqual([2]);
  });

  it('does not keep trying for a partition that was taken away', async () => {
    const commits = lane();
    const controller = new AbortController();
    let tries = 0;
    commits.want(1, session(() => {
      tries += 1;
      controller.abort();
      return Promise.reject(new RetryableError('DISK_FULL'));
    }, controller.signal));
    await commits.settled();
    expect(tries).toBe(1);
  });
});
