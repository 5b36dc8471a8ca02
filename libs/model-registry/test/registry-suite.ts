/** What the registry promises, on any relational store. */
import type { Relational, Transaction } from '@streamforge/relational/port';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { promote } from '../src/champion.ts';
import { configurationsTried } from '../src/configurations.ts';
import type { ModelVersion } from '../src/entities.ts';
import { openRegistry, type Registry } from '../src/registry.ts';
import { describeRun, endRun, logMetrics, startRun } from '../src/runs.ts';
import type { RegistryTables } from '../src/tables.ts';
import { allotVersion, registerVersion } from '../src/versions.ts';

/** An empty place that a relational store can be opened on. */
export interface Place {
  open(): Promise<Relational>;
  dispose(): Promise<void>;
}

const run = (id: string, hidden = 16) => ({
  id, experiment: 'lead-lag', kind: 'train', params: { training: { hidden, seed: 1 }, universe: { symbols: ['A', 'B'] } }, seed: 1, codeVersion: '1', startedAt: 100,
} as const);

const made = (id: string, version: number, better: boolean): ModelVersion => ({
  model: 'lead-lag', version, run: id, prefix: `models/lead-lag/${version}/`, sha256: String(version).repeat(64), trainedFrom: 1, trainedTo: 2,
  accuracy: 0.58, baseline: { name: 'mlp', accuracy: 0.5 }, better, verdict: better ? 'better than mlp' : 'no better than mlp', createdAt: 200 + version,
});

export const registrySuite = (newPlace: () => Promise<Place>): void => void describe('the model registry', () => {
  let place: Place | undefined;
  let relational: Relational;
  let registry: Registry;
  beforeEach(async () => {
    place = await newPlace();
    relational = await place.open();
    registry = await openRegistry(relational);
  });
  afterEach(async () => {
    await relational.close();
    await place?.dispose();
  });
  const write = <Result>(work: (trx: Transaction<RegistryTables>) => Promise<Result>): Promise<Result> => relational.transaction(work);
  const version = async (id: string, better: boolean): Promise<number> => write(async (trx) => {
    const number = await allotVersion(trx, { model: 'lead-lag', run: id, at: 150 });
    await registerVersion(trx, made(id, number, better));
    return number;
  });
  const move = (to: number, by: string, force = false): Promise<void> => registry.promote({ model: 'lead-lag', version: to, force, by, at: 300 });

  it('shows a run with what it was told, what it saw and how it ended, and writing all of it again changes nothing', async () => {
    for (let attempt = 0; attempt < 2; attempt += 1) {
      await write(async (trx) => {
        await startRun(trx, run('job-1'));
        await describeRun(trx, 'job-1', { dataFrom: 10, dataTo: 20, graphHash: 'abc' });
        await logMetrics(trx, 'job-1', [{ key: 'loss', step: 1, value: 0.9 }, { key: 'loss', step: 2, value: 0.8 }, { key: 'ic', step: 0, value: Number.NaN }]);
        await endRun(trx, 'job-1', { status: 'finished', message: 'better', at: 400 });
      });
    }
    expect(await registry.run('job-1')).toEqual({ ...run('job-1'), status: 'finished', dataFrom: 10, dataTo: 20, graphHash: 'abc', message: 'better', endedAt: 400 });
    expect(await registry.metrics('job-1')).toEqual([{ key: 'loss', step: 1, value: 0.9 }, { key: 'loss', step: 2, value: 0.8 }]);
    expect(await registry.experiments()).toEqual(['lead-lag']);
  });

  it('counts the configurations that were tried of a model: another seed is none, a width is one, and so is a failure', async () => {
    const tried = (hidden: number) => configurationsTried(registry, 'lead-lag', run('next', hidden).params);
    expect(await tried(16)).toBe(1);
    await write(async (trx) => {
      await startRun(trx, run('job-1'));
      await startRun(trx, { ...run('job-2'), params: { ...run('job-2').params, training: { hidden: 16, seed: 2 } }, seed: 2 });
      await startRun(trx, run('job-3', 32));
      await startRun(trx, { ...run('judged', 64), kind: 'evaluate' });
      await startRun(trx, { ...run('other', 64), experiment: 'other' });
      await endRun(trx, 'job-3', { status: 'failed', message: '', at: 400 });
    });
    expect([await tried(16), await tried(32), await tried(8)]).toEqual([2, 2, 3]);
  });

  it('keeps the first end of a run until it is begun again', async () => {
    await write(async (trx) => {
      await startRun(trx, run('job-1'));
      await endRun(trx, 'job-1', { status: 'cancelled', message: 'by hand', at: 400 });
      await endRun(trx, 'job-1', { status: 'finished', message: 'late', at: 500 });
    });
    expect(await registry.run('job-1')).toMatchObject({ status: 'cancelled', message: 'by hand', endedAt: 400 });
    await write((trx) => startRun(trx, run('job-1')));
    expect(await registry.run('job-1')).toMatchObject({ status: 'running', message: null, endedAt: null });
  });

  it('takes thousands of metrics at once, and the later value of a step replaces the earlier', async () => {
    const many = Array.from({ length: 10_000 }, (_, step) => ({ key: 'loss', step, value: step / 7 }));
    await write(async (trx) => {
      await logMetrics(trx, 'job-1', many);
      await logMetrics(trx, 'job-1', [{ key: 'loss', step: 3, value: -1 }]);
    });
    const stored = await registry.metrics('job-1', 'loss');
    expect(stored).toHaveLength(10_000);
    expect(stored.slice(2, 5)).toEqual([many[2], { key: 'loss', step: 3, value: -1 }, many[4]]);
  });

  it('lists runs newest first, by experiment and by status', async () => {
    await write(async (trx) => {
      for (const [index, id] of ['a', 'b', 'c'].entries()) await startRun(trx, { ...run(id), startedAt: index });
      await startRun(trx, { ...run('other'), experiment: 'other', startedAt: 9 });
      await endRun(trx, 'b', { status: 'failed', message: 'no bars', at: 5 });
    });
    const ids = async (wanted: Parameters<Registry['runs']>[0]) => (await registry.runs(wanted)).map(({ id }) => id);
    expect(await ids({ limit: 2 })).toEqual(['other', 'c']);
    expect(await ids({ experiment: 'lead-lag', limit: 10 })).toEqual(['c', 'b', 'a']);
    expect(await ids({ status: 'failed', limit: 10 })).toEqual(['b']);
  });

  it('puts runs beside each other: parameters where they differ, and the last value of each metric', async () => {
    await write(async (trx) => {
      await startRun(trx, run('a', 16));
      await startRun(trx, run('b', 32));
      await logMetrics(trx, 'a', [{ key: 'loss', step: 1, value: 0.9 }, { key: 'loss', step: 10, value: 0.7 }]);
      await logMetrics(trx, 'b', [{ key: 'test.accuracy', step: 0, value: 0.58 }]);
    });
    const { runs, params, metrics } = await registry.compare(['a', 'nobody', 'b']);
    expect(runs.map(({ id }) => id)).toEqual(['a', 'b']);
    expect(params).toEqual({ 'training.hidden': [16, 32] });
    expect(metrics).toEqual({ loss: [0.7, null], 'test.accuracy': [null, 0.58] });
  });

  it('allots each run one version number, however many ask at once, and shows a version only when it is whole', async () => {
    const allot = (id: string) => write((trx) => allotVersion(trx, { model: 'lead-lag', run: id, at: 150 }));
    const numbers = await Promise.all(['a', 'b', 'c', 'a', 'b', 'c'].map(allot));
    expect(numbers.slice(3)).toEqual(numbers.slice(0, 3));
    expect(numbers.slice(0, 3).toSorted()).toEqual([1, 2, 3]);
    expect(await registry.models()).toEqual([{ name: 'lead-lag', versions: 0, newest: null, champion: null, createdAt: 150 }]);
    expect(await registry.versions('lead-lag', { limit: 10 })).toEqual([]);
    await expect(registry.chosen('lead-lag')).rejects.toMatchObject({ code: 'MODEL_UNKNOWN' });
    await write((trx) => registerVersion(trx, made('b', numbers[1] ?? 0, true)));
    expect(await registry.versions('lead-lag', { limit: 10 })).toEqual([made('b', numbers[1] ?? 0, true)]);
  });

  it('passes over numbers that are taken elsewhere', async () => {
    expect(await write((trx) => allotVersion(trx, { model: 'lead-lag', run: 'a', at: 1, above: 7 }))).toBe(8);
    expect(await write((trx) => allotVersion(trx, { model: 'lead-lag', run: 'a', at: 1, above: 9 }))).toBe(8);
    expect(await write((trx) => allotVersion(trx, { model: 'lead-lag', run: 'b', at: 1 }))).toBe(9);
  });

  it('registers a version once, and refuses another artefact under its number', async () => {
    await version('a', true);
    await write((trx) => registerVersion(trx, made('a', 1, true)));
    await expect(write((trx) => registerVersion(trx, { ...made('a', 1, true), sha256: 'f'.repeat(64) }))).rejects.toMatchObject({ code: 'ID_CONFLICT' });
    await expect(write((trx) => registerVersion(trx, made('nobody', 2, true)))).rejects.toMatchObject({ code: 'ID_CONFLICT' });
    await expect(write((trx) => allotVersion(trx, { model: 'other', run: 'a', at: 1 }))).rejects.toMatchObject({ code: 'ID_CONFLICT' });
  });

  it('makes only a better version champion, unless forced; without a champion the newest is chosen', async () => {
    await version('a', false);
    await version('b', false);
    expect(await registry.chosen('lead-lag')).toMatchObject({ version: 2 });
    expect(await registry.champion('lead-lag')).toBeUndefined();
    await expect(move(1, 'p1')).rejects.toMatchObject({ code: 'MODEL_NOT_BETTER', message: expect.stringContaining('no better than mlp') as string });
    await expect(move(3, 'p2')).rejects.toMatchObject({ code: 'MODEL_UNKNOWN' });
    await expect(registry.promote({ model: 'nobody', version: 1, force: true, by: 'p3', at: 1 })).rejects.toMatchObject({ code: 'MODEL_UNKNOWN' });
    await move(1, 'p4', true);
    expect(await registry.champion('lead-lag')).toEqual(made('a', 1, false));
    expect(await registry.chosen('lead-lag')).toMatchObject({ version: 1 });
    expect(await registry.chosen('lead-lag', 2)).toMatchObject({ version: 2 });
    expect(await registry.model('lead-lag')).toMatchObject({ versions: 2, newest: 2, champion: 1 });
  });

  it('does not move the champion when an old order that had nothing to move is delivered again', async () => {
    await version('a', true);
    await version('b', true);
    await move(1, 'p1');
    await move(1, 'p2');
    await move(2, 'p3');
    await move(1, 'p2');
    expect(await registry.model('lead-lag')).toMatchObject({ champion: 2 });
  });

  it('does not move the champion when an old order is delivered again', async () => {
    await version('a', true);
    await version('b', true);
    await move(1, 'p1');
    await move(2, 'p2');
    await move(1, 'p1');
    expect(await registry.champion('lead-lag')).toMatchObject({ version: 2 });
    expect(await registry.aliasHistory('lead-lag')).toHaveLength(2);
  });

  it('adds no move for what is champion already, so that a rollback goes to the one before', async () => {
    await version('a', true);
    await version('b', true);
    await move(1, 'p1');
    await move(2, 'p2');
    await move(2, 'p3');
    expect(await registry.aliasHistory('lead-lag')).toHaveLength(2);
    await registry.rollBack({ model: 'lead-lag', by: 'r1', at: 400 });
    expect(await registry.champion('lead-lag')).toMatchObject({ version: 1 });
  });

  it('rolls back one champion after another, down to none, and says each move', async () => {
    await version('a', true);
    await version('b', false);
    await version('c', true);
    await write((trx) => promote(trx, { model: 'lead-lag', version: 1, force: false, automatic: true, by: 'a', at: 1 }));
    await move(2, 'p1', true);
    await move(3, 'p2');
    const champions = [];
    for (const by of ['r1', 'r1', 'r2', 'r3']) {
      await registry.rollBack({ model: 'lead-lag', by, at: 2 });
      champions.push((await registry.champion('lead-lag'))?.version);
    }
    expect(champions).toEqual([2, 2, 1, undefined]);
    await expect(registry.rollBack({ model: 'lead-lag', by: 'r4', at: 2 })).rejects.toMatchObject({ code: 'MODEL_UNKNOWN' });
    const history = await registry.aliasHistory('lead-lag');
    expect(history.map(({ version: to, previous, why }) => [to, previous, why])).toEqual([
      [null, 1, 'rolled-back'], [1, 2, 'rolled-back'], [2, 3, 'rolled-back'], [3, 2, 'promoted'], [2, 1, 'forced'], [1, null, 'better'],
    ]);
  });

  it('keeps nothing of a transaction that fails', async () => {
    await expect(write(async (trx) => {
      await startRun(trx, run('a'));
      await allotVersion(trx, { model: 'lead-lag', run: 'a', at: 1 });
      throw new Error('killed');
    })).rejects.toThrow('killed');
    expect(await registry.run('a')).toBeUndefined();
    expect(await registry.models()).toEqual([]);
  });
});
