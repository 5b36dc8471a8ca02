import { systemClock } from '@streamforge/determinism/clock';
import { describe, expect, it } from 'vitest';
import type { DeliveryParts } from '../src/kafka/produce/delivery.ts';
import { ProduceLane } from '../src/kafka/produce/lane.ts';

const at = { topic: 't', partition: 0 };

/** A cluster that acknowledges whatever is sent. */
const parts = {
  cluster: { ask: async () => ({ producerId: 1n, epoch: 0 }), leader: async () => 1, look: async () => undefined },
  connections: { to: async () => ({ connect: async () => undefined, send: async () => [{ ...at, baseOffset: 0 }] }) },
  clock: systemClock,
  compression: 0,
} as unknown as DeliveryParts;

describe('the lane of a partition', () => {
  it('sends what is produced to it in whichever turn of the one before its end', async () => {
    const lane = new ProduceLane(at, parts);
    /** Produces one record; calls back in the turn in which it is settled. */
    const produce = (settled: (error?: unknown) => void): void => {
      lane.batchFor(10, undefined).add({ deadline: Infinity, settled: (_, error) => settled(error) }, null, { key: null, value: 'a' }, 0);
      lane.start();
    };
    const sentAfter = async (turns: number): Promise<unknown> => {
      const { promise, resolve } = Promise.withResolvers<unknown>();
      const next = async (): Promise<void> => {
        for (let turn = 0; turn < turns; turn += 1) await Promise.resolve();
        produce((error) => resolve(error ?? 'sent'));
      };
      produce(() => void next());
      return await promise;
    };
    for (let turns = 0; turns < 8; turns += 1) expect(await sentAfter(turns), `${turns} turns later`).toBe('sent');
  });
});
