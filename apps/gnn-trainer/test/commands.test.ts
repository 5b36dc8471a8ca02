import { Training } from '@streamforge/contracts/events/gnn';
import { describe, expect, it } from 'vitest';
import { command, quick, training, type Command } from './orders.ts';
import { freshPlatform } from './platform.ts';
import { openTimeOf } from './market.ts';

const universe = { exchange: 'sim', interval: '1m' } as const;

/** What is wrong with each, in the words of its refusal. */
const refused: Readonly<Record<string, Command>> = {
  '"train" needs a "universe"': command('j1', 'train', { training: quick }),
  '"train" takes no "version"': training('j2', { version: 1 }),
  '"universe.from" must lie before': training('j3', { universe: { ...universe, from: openTimeOf(2), to: openTimeOf(2) } }),
  'names a symbol twice': training('j4', { universe: { ...universe, symbols: ['A', 'B', 'A'] } }),
  '"training.heads" of 3 do not divide': training('j9', { training: { ...quick, layer: 'gatv2', heads: 3 } }),
  'There is no feature moon-phase': training('j10', { training: { ...quick, features: ['return', 'moon-phase'] } }),
  'The first feature must be return': training('j11', { training: { ...quick, features: ['volatility-20'] } }),
  '"training.seeds" go beyond': training('j12', { training: { ...quick, seed: 0xffff_ffff, seeds: 2 } }),
  '"rollback" takes no "version"': command('j13', 'rollback', { version: 1 }),
  '"predict" takes no "universe"': command('j5', 'predict', { universe }),
  '"evaluate" takes no "training"': command('j6', 'evaluate', { training: quick }),
  '"predict" takes no "force"': command('j7', 'predict', { force: true }),
  '"cancel" takes no "version"': command('j8', 'cancel', { version: 1 }),
};

describe('a command', () => {
  const platform = freshPlatform();

  it('that asks for what it can’t have is refused with a code, and becomes no job', async () => {
    const { start, send, jobs, deadLetters } = platform();
    await start();
    await send(...Object.values(refused));
    await expect.poll(deadLetters).toHaveLength(Object.keys(refused).length);
    const letters = await deadLetters();
    for (const says of Object.keys(refused)) {
      expect(letters).toContainEqual(expect.objectContaining({ code: 'EVENT_INVALID', message: expect.stringContaining(says) as string }));
    }
    expect(await jobs.list({ limit: 9 })).toEqual([]);
  });

  it('of a model, a version or a job that there is not is refused or fails with a code', async () => {
    const { start, send, ended, deadLetters } = platform();
    await start();
    await send(command('p', 'promote'), command('r', 'rollback'), command('nobody', 'cancel'), command('predict-1', 'predict'), command('evaluate-1', 'evaluate', { version: 3 }));
    await expect.poll(async () => (await deadLetters()).map(({ code }) => code).toSorted()).toEqual(['JOB_UNKNOWN', 'MODEL_UNKNOWN', 'MODEL_UNKNOWN']);
    for (const id of ['predict-1', 'evaluate-1']) expect(await ended(id)).toMatchObject({ state: 'failed', code: 'MODEL_UNKNOWN', attempt: 1 });
  });

  it('under the id of another job is refused', async () => {
    const { start, send, deadLetters } = platform();
    await start();
    await send(command('job-1', 'predict'), command('job-1', 'predict', { version: 2 }), command('job-1', 'predict', { time: openTimeOf(5) }));
    await expect.poll(deadLetters).toMatchObject([{ code: 'ID_CONFLICT' }]);
  });

  it('to cancel is heard while its own training runs, leaves no version and nothing behind', async () => {
    const { start, send, ended, registry, keys, jobs, published } = platform();
    await start({ GNN_CHECKPOINT_EPOCHS: '1' });
    await send(training('long', { training: { ...quick, epochs: 10_000, learningRate: 0.000_001, hidden: 64 } }));
    await expect.poll(() => keys('checkpoints/'), { timeout: 10_000 }).not.toEqual([]);
    await send(command('long', 'cancel'), command('long', 'cancel'));
    expect(await ended('long')).toMatchObject({ state: 'cancelled' });
    await expect.poll(() => keys('')).toEqual([]);
    expect(await registry.run('long')).toMatchObject({ status: 'cancelled' });
    expect(await registry.models()).toEqual([]);
    expect(await published('gnn.models.v1')).toEqual([]);
    await send(command('long', 'cancel'));
    expect(await jobs.get('long')).toMatchObject({ state: 'cancelled' });
  });

  it('to cancel a training that waits ends it before it begins', async () => {
    const { start, send, jobs, registry } = platform();
    await send(training('job-1'), command('job-1', 'cancel'));
    await jobs.accept({ id: 'job-1', kind: 'train', parameters: { model: 'small', universe: { ...universe, symbols: [] }, training: Training.parse(quick) } });
    await jobs.cancel('job-1');
    await start();
    await expect.poll(async () => (await jobs.unfinished()).counts.queued).toBe(0);
    expect(await jobs.get('job-1')).toMatchObject({ state: 'cancelled' });
    expect(await registry.runs({ limit: 9 })).toEqual([]);
  });
});
