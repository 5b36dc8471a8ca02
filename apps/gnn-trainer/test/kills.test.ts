import type { JobTable } from '@streamforge/service-host/jobs/table';
import { startProgram, type ChildProgram } from '@streamforge/testing/child-process';
import { systemClock } from '@streamforge/determinism/clock';
import { openEmbedded } from '@streamforge/wiring/embedded';
import { fileURLToPath } from 'node:url';
import { afterEach, describe, expect, it } from 'vitest';
import { small } from './market.ts';
import { quick, training } from './orders.ts';
import { freshPlatform, type Platform } from './platform.ts';

const program = fileURLToPath(new URL('./trainer-child.ts', import.meta.url));

/** Where one worker after the other is killed in the same job: each goes on where the one before fell. */
const kills = [
  ['in the middle of the epochs', 'after', 'put', '^checkpoints/', '2'],
  ['between two files of the artefact', 'after', 'put', '^models/', '3'],
  ['when the version is registered, before it is told', 'before', 'produce', '^gnn.models', '1'],
  ['when all is published, before the job has ended', 'before', 'remove', '^checkpoints/', '1'],
] as const;

describe('a training whose workers are killed one after the other', () => {
  const undisturbed = freshPlatform();
  const disturbed = freshPlatform();
  let child: ChildProgram | undefined;
  afterEach(async () => void await child?.kill('SIGKILL'));

  /** A killed worker’s lease would run out by itself, in half a minute. */
  const endLease = async (directory: string): Promise<void> => {
    const { relational, close } = await openEmbedded({ directory, clock: systemClock });
    await relational.query<JobTable>().updateTable('jobs').set({ lease_until: 0 }).where('state', '=', 'running').execute();
    await close();
  };

  it('ends in the very version that an undisturbed one makes, and tells it once', async () => {
    const one = training('job-1', { training: { ...quick, epochs: 12, folds: 2 } });
    await undisturbed().send(one);
    await undisturbed().start();
    await undisturbed().ended('job-1');

    const { directory, send, ports } = disturbed();
    await send(one);
    await ports.close();
    for (const [, ...words] of kills) {
      child = startProgram(program, [directory, ...words]);
      expect(await child.ended).toMatchObject({ signal: 'SIGKILL' });
      await endLease(directory);
    }
    const after = await disturbed.reopened();
    await after.start();
    expect(await after.ended('job-1')).toMatchObject({ state: 'finished', attempt: kills.length + 1 });

    expect(await after.keys('')).toEqual(await undisturbed().keys(''));
    for (const name of ['model.safetensors', 'metrics.json']) expect(await after.text(`models/small/1/${name}`)).toBe(await undisturbed().text(`models/small/1/${name}`));
    const version = await after.registry.champion('small');
    expect(version).toMatchObject({ version: 1, run: 'job-1', accuracy: (await undisturbed().registry.champion('small'))?.accuracy });
    expect(await after.registry.versions('small', { limit: 9 })).toEqual([version]);
    expect(await after.registry.aliasHistory('small')).toHaveLength(1);
    expect(await after.registry.metrics('job-1')).toEqual(await undisturbed().registry.metrics('job-1'));
    expect(new Set((await after.published('gnn.models.v1')).map(({ id, value }) => `${id} ${value.sha256}`))).toEqual(new Set([`small:1 ${version?.sha256}`]));
    const ids = async ({ published }: Platform) => new Set((await published('gnn.predictions.v1')).map(({ id }) => id));
    expect(await ids(after)).toEqual(await ids(undisturbed()));
    expect((await ids(after)).size).toBe(small.assets);
  }, 240_000);
});
