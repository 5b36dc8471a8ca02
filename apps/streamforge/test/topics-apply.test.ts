import { join } from 'node:path';
import { systemClock } from '@streamforge/determinism/clock';
import { openEmbedded } from '@streamforge/wiring/embedded';
import { describe, expect, it } from 'vitest';
import { exitCodes } from '../src/exit-codes.ts';
import { ran, temporaryDirectory } from './streamforge-process.ts';

const APPLY = ['topics', 'apply'];

/** A directory whose topics were made with other numbers of partitions than the contract's. */
const withPartitions = async (partitions: number): Promise<string> => {
  const directory = await temporaryDirectory();
  await (await openEmbedded({ directory: join(directory, 'data'), clock: systemClock, partitions })).close();
  return directory;
};

describe('applying the contract’s topics', { timeout: 60_000 }, () => {
  it('says what it would do, does it, and then has nothing to do', async () => {
    const directory = await withPartitions(1);
    const dry = await ran(directory, [...APPLY, '--dry-run']);
    expect(dry.out).toMatch(/alter +market\.candles\.v1 +partitions 1 → 12\n/);
    expect(dry.out).toContain('none made');
    expect((await ran(directory, APPLY)).code).toBe(exitCodes.done.code);
    expect((await ran(directory, [...APPLY, '--json'])).json()).toEqual({ dryRun: false, changes: [] });
    expect((await ran(directory, ['topics', '--json'])).json()).toContainEqual(expect.objectContaining({ name: 'market.candles.v1', partitions: 12 }));
  });

  it('takes no partition away and then changes nothing at all', async () => {
    const directory = await withPartitions(4);
    const refused = await ran(directory, APPLY);
    expect(refused.code).toBe(exitCodes.usage.code);
    expect(refused.err).toContain('market.assets.v1 has 4 partitions, the contract says 3');
    const dry = await ran(directory, [...APPLY, '--dry-run']);
    expect(dry.code).toBe(exitCodes.failed.code);
    expect(dry.out).toMatch(/refused +market\.assets\.v1 +partitions 4 → 3/);
    expect(dry.out).toMatch(/alter +market\.candles\.v1 +partitions 4 → 12/);
  });
});
