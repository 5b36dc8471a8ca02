import { pino } from 'pino';
import { describe, expect, it } from 'vitest';
import { Stoppables } from '../src/lifecycle/stoppables.ts';

const silent = pino({ level: 'silent' });

describe('stopping', () => {
  it('goes in the reverse order of the start', async () => {
    const stoppables = new Stoppables(silent);
    const order: string[] = [];
    for (const name of ['ports', 'HTTP', 'consumer']) {
      stoppables.add({
        name,
        stop: () => {
          order.push(name);
          return Promise.resolve();
        },
      });
    }
    await stoppables.stop(1_000);
    expect(order).toEqual(['consumer', 'HTTP', 'ports']);
  });

  it('forces what does not end within the grace', async () => {
    const stoppables = new Stoppables(silent);
    const asked: boolean[] = [];
    stoppables.add({
      name: 'stuck',
      stop: (force) => {
        asked.push(force);
        return force ? Promise.resolve() : new Promise(() => undefined);
      },
    });
    await stoppables.stop(5);
    expect(asked).toEqual([false, true]);
  });

  it('forces at once when asked a second time', async () => {
    const stoppables = new Stoppables(silent);
    const asked: boolean[] = [];
    stoppables.add({ name: 'first started', stop: (force) => Promise.resolve(void asked.push(force)) });
    stoppables.add({ name: 'stuck', stop: (force) => force ? Promise.resolve() : new Promise(() => undefined) });
    const stopped = stoppables.stop(60_000);
    stoppables.force();
    await stopped;
    expect(asked).toEqual([true]);
  });

  it('goes on past something that fails to stop', async () => {
    const stoppables = new Stoppables(silent);
    let stopped = false;
    stoppables.add({ name: 'last', stop: () => Promise.resolve(void (stopped = true)) });
    stoppables.add({ name: 'broken', stop: () => Promise.reject(new Error('no')) });
    await stoppables.stop(1_000);
    expect(stopped).toBe(true);
  });

  it('happens once however often it is asked for', async () => {
    const stoppables = new Stoppables(silent);
    let count = 0;
    stoppables.add({ name: 'once', stop: () => Promise.resolve(void (count += 1)) });
    await Promise.all([stoppables.stop(1_000), stoppables.stop(1_000)]);
    expect(count).toBe(1);
  });
});

describe('what is started while everything stops', () => {
  it('is stopped too', async () => {
    const stoppables = new Stoppables(silent);
    const order: string[] = [];
    const named = (name: string) => ({ name, stop: () => Promise.resolve(void order.push(name)) });
    stoppables.add(named('first'));
    const stopped = stoppables.stop(1_000);
    stoppables.add(named('late'));
    await stopped;
    await stoppables.stopped;
    stoppables.add(named('later still'));
    await stoppables.stop(1_000);
    expect(order.toSorted()).toEqual(['first', 'late', 'later still']);
  });
});
