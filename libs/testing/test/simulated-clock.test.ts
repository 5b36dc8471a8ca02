import { describe, expect, it } from 'vitest';
import { simulatedClock } from '../src/simulated-clock.ts';

describe('a simulated clock', () => {
  it('stands still until it is moved', async () => {
    const clock = simulatedClock(1_000);
    let woken = false;
    void clock.sleep(5).then(() => (woken = true));
    await clock.advance(4);
    expect([woken, clock.now(), clock.monotonic()]).toEqual([false, 1_004, 4]);
    await clock.advance(1);
    expect([woken, clock.sleeping()]).toEqual([true, 0]);
  });

  it('wakes sleepers in the order of their times, also those that start while it moves', async () => {
    const clock = simulatedClock();
    const woken: string[] = [];
    const twice = async (): Promise<void> => {
      await clock.sleep(10);
      woken.push(`a at ${clock.monotonic()}`);
      await clock.sleep(10);
      woken.push(`c at ${clock.monotonic()}`);
    };
    void twice();
    void clock.sleep(15).then(() => woken.push(`b at ${clock.monotonic()}`));
    await clock.advance(30);
    expect(woken).toEqual(['a at 10', 'b at 15', 'c at 20']);
  });

  it('lets a sleeper be aborted', async () => {
    const clock = simulatedClock();
    const controller = new AbortController();
    const sleep = clock.sleep(10, controller.signal);
    controller.abort(new Error('stopped'));
    await expect(sleep).rejects.toThrow('stopped');
    await expect(clock.sleep(10, controller.signal)).rejects.toThrow('stopped');
    expect(clock.sleeping()).toBe(0);
  });

  it('jumps by the wall and not in durations', () => {
    const clock = simulatedClock(5_000);
    clock.jumpTo(1_000);
    expect([clock.now(), clock.monotonic()]).toEqual([1_000, 0]);
  });
});
