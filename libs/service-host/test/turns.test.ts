import { describe, expect, it } from 'vitest';
import { Turns } from '../src/loop/turns.ts';

describe('turns', () => {
  it('let timers and requests in between any two partitions', async () => {
    const turns = new Turns();
    const order: string[] = [];
    const immediate = (): Promise<void> => new Promise((resolve) => setImmediate(() => {
      order.push('other work');
      resolve();
    }));
    const first = turns.next().then(() => order.push('partition'));
    const between = immediate();
    const second = turns.next().then(() => order.push('partition'));
    await Promise.all([first, between, second]);
    expect(order).toEqual(['partition', 'other work', 'partition']);
  });

  it('serve a partition that comes after the queue was empty', async () => {
    const turns = new Turns();
    await turns.next();
    await expect(turns.next()).resolves.toBeUndefined();
  });
});
