import { describe, expect, it } from 'vitest';
import { Budget } from '../src/loop/budget.ts';
import { Reservation } from '../src/loop/reservation.ts';

const never = new AbortController().signal;
const settledSoon = async (promise: Promise<void>): Promise<boolean> =>
  await Promise.race([promise.then(() => true), new Promise<boolean>((resolve) => setImmediate(() => resolve(false)))]);

describe('the budget of what is held in memory', () => {
  it('makes a claim wait until enough is given back', async () => {
    const budget = new Budget({ records: 10, bytes: 100 });
    await budget.take({ records: 8, bytes: 10 }, never);
    const second = budget.take({ records: 5, bytes: 10 }, never);
    expect(await settledSoon(second)).toBe(false);
    budget.give({ records: 8, bytes: 10 });
    expect(await settledSoon(second)).toBe(true);
  });

  it('counts bytes as well as records', async () => {
    const budget = new Budget({ records: 1_000, bytes: 100 });
    await budget.take({ records: 1, bytes: 90 }, never);
    expect(await settledSoon(budget.take({ records: 1, bytes: 20 }, never))).toBe(false);
    expect(budget.bytes).toBe(90);
  });

  it('grants a claim larger than the whole budget when nothing else is held', async () => {
    const budget = new Budget({ records: 1, bytes: 1 });
    expect(await settledSoon(budget.take({ records: 500, bytes: 5_000 }, never))).toBe(true);
  });

  it('serves claims in the order they came', async () => {
    const budget = new Budget({ records: 10, bytes: 100 });
    const order: string[] = [];
    await budget.take({ records: 10, bytes: 1 }, never);
    const large = budget.take({ records: 10, bytes: 1 }, never).then(() => order.push('large'));
    const small = budget.take({ records: 1, bytes: 1 }, never).then(() => order.push('small'));
    budget.give({ records: 10, bytes: 1 });
    await large;
    budget.give({ records: 10, bytes: 1 });
    await small;
    expect(order).toEqual(['large', 'small']);
  });

  it('lets go of a claim whose partition was taken away', async () => {
    const budget = new Budget({ records: 1, bytes: 10 });
    const controller = new AbortController();
    await budget.take({ records: 1, bytes: 1 }, never);
    const waiting = budget.take({ records: 1, bytes: 1 }, controller.signal);
    controller.abort(new Error('revoked'));
    await expect(waiting).rejects.toThrow('revoked');
    budget.give({ records: 1, bytes: 1 });
    expect(await settledSoon(budget.take({ records: 1, bytes: 1 }, never))).toBe(true);
  });

  it('serves those behind a large claim that was given up', async () => {
    const budget = new Budget({ records: 10, bytes: 100 });
    const controller = new AbortController();
    await budget.take({ records: 5, bytes: 1 }, never);
    const large = budget.take({ records: 10, bytes: 1 }, controller.signal);
    const small = budget.take({ records: 1, bytes: 1 }, never);
    controller.abort(new Error('revoked'));
    await expect(large).rejects.toThrow('revoked');
    expect(await settledSoon(small)).toBe(true);
  });

  it('refuses a claim whose signal has already aborted', async () => {
    await expect(new Budget({ records: 1, bytes: 1 }).take({ records: 1, bytes: 1 }, AbortSignal.abort(new Error('gone')))).rejects.toThrow('gone');
  });

  it('counts a batch once, however often its place is taken or let go', async () => {
    const budget = new Budget({ records: 10, bytes: 100 });
    const reservation = new Reservation(budget, { records: 4, bytes: 40 });
    await reservation.take(never);
    await reservation.take(never);
    expect(budget.bytes).toBe(40);
    reservation.release();
    reservation.release();
    expect(budget.bytes).toBe(0);
  });
});
