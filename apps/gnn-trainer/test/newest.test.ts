import { describe, expect, it } from 'vitest';
import { newest } from '../src/study/newest.ts';

describe('the newest of what comes', () => {
  it('is worked on one at a time, and what came meanwhile is passed over', async () => {
    const done: number[] = [];
    const gates = Array.from({ length: 3 }, () => Promise.withResolvers<void>());
    const lane = newest<number>(async (value) => {
      await gates[done.length]?.promise;
      done.push(value);
    }, () => undefined);
    for (const value of [1, 2, 3]) lane.take(value);
    gates[0]?.resolve();
    gates[1]?.resolve();
    await lane.settled();
    lane.take(4);
    gates[2]?.resolve();
    await lane.settled();
    expect(done).toEqual([1, 3, 4]);
  });

  it('is worked on whenever it comes, also in the turns in which the work before is ending', async () => {
    for (let turns = 0; turns < 10; turns += 1) {
      const done: number[] = [];
      const lane = newest<number>(async (value) => { done.push(value); }, () => undefined);
      lane.take(1);
      for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
      lane.take(2);
      await lane.settled();
      expect(done, `${turns} turns later`).toEqual([1, 2]);
    }
  });

  it('ends with the first failure, which is told at once', async () => {
    const told: unknown[] = [];
    const failure = new Error('full');
    const lane = newest<number>(() => Promise.reject(failure), (error) => told.push(error));
    lane.take(1);
    await expect(lane.settled()).rejects.toBe(failure);
    lane.take(2);
    await expect(lane.settled()).rejects.toBe(failure);
    expect(told).toEqual([failure]);
  });

  it('that is ended drops what waits and finishes what it has begun', async () => {
    const done: number[] = [];
    const gate = Promise.withResolvers<void>();
    const lane = newest<number>(async (value) => {
      await gate.promise;
      done.push(value);
    }, () => undefined);
    lane.take(1);
    lane.take(2);
    const ended = lane.ended();
    gate.resolve();
    await ended;
    lane.take(3);
    expect(done).toEqual([1]);
  });
});
