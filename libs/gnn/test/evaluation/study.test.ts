import { setImmediate } from 'node:timers/promises';
import { describe, expect, it } from 'vitest';
import { csrOf } from '../../src/csr.ts';
import type { Dataset } from '../../src/dataset.ts';
import type { Fold } from '../../src/evaluation/fold.ts';
import type { EvaluationReport, ForecastReport } from '../../src/evaluation/report.ts';
import type { StudyHooks, StudySettings } from '../../src/evaluation/study-options.ts';
import type { StudyResult } from '../../src/evaluation/study-task.ts';
import { studyTasks } from '../../src/evaluation/study-tasks.ts';
import { runHere, study } from '../../src/evaluation/study.ts';
import { walkForward } from '../../src/evaluation/walk-forward.ts';
import { defaultOptions } from '../../src/options.ts';
import { toyMarket } from '../toy-market.ts';

const market = toyMarket({ bars: 400 });
const folds = walkForward(market.times, { folds: 2, history: 2, embargo: 3 });
const settings: StudySettings = {
  options: { ...defaultOptions, hidden: 4, epochs: 6, batch: 32, learningRate: 0.03 }, seeds: [1, 2], scoring: { topK: 1 }, resamples: 200,
};
const few: StudySettings = { ...settings, seeds: [1], baselines: ['majority', 'ridge'] };

const ofFold = (dataset: Dataset) => ({ rows }: Fold): Dataset => ({ ...dataset, split: rows });
const studied = async (dataset: Dataset, given: StudySettings = few, hooks: Partial<StudyHooks> = {}): Promise<EvaluationReport> =>
  await study(folds, given, { run: runHere(ofFold(dataset)), ...hooks });

const all = ({ model, baselines, shuffled }: EvaluationReport): readonly ForecastReport[] => [model, ...baselines, ...(shuffled === null ? [] : [shuffled])];

describe('a study', () => {
  it('reports the model beside every baseline and its shuffled graph, fold by fold and together', async () => {
    const report = await studied(market, { ...settings, leakLimit: null });
    expect(all(report).map(({ name }) => name)).toEqual(
      ['gcn', 'majority', 'persistence', 'reversal', 'logistic', 'ridge', 'trees', 'mlp', 'shuffled']);
    expect(report).toMatchObject({ schema: 'streamforge.evaluation.v1', scheme: 'expanding', purge: 3, embargo: 3, seeds: [1, 2], configurations: 1 });
    for (const { name, folds: each, pooled, backtest, icByTime } of all(report)) {
      expect(each, name).toHaveLength(2);
      expect(each.reduce((sum, { samples }) => sum + samples, 0), name).toBe(pooled.samples);
      expect(pooled.reliability.reduce((sum, { samples }) => sum + samples, 0) % pooled.samples, name).toBe(0);
      expect([backtest.equityNet.length, icByTime.length], name).toEqual([report.series.times.length, report.series.times.length]);
      expect(backtest.net as number, name).toBeLessThanOrEqual(backtest.gross as number);
    }
    expect(report.model.spread.accuracy).toMatchObject({ mean: expect.closeTo(report.model.pooled.accuracy.value as number, 12) });
    expect(report.baselines[0]?.spread).toEqual({ accuracy: null, ic: null, rankIc: null });
    expect(report.comparison.better).toBe(true);
    expect(report.comparison.verdict).toMatch(/^better than \w+: 7\d\.\d\d % against 5\d\.\d\d % of directions \(difference \+[\d.]+ points, interval/);
    expect(report.comparison.shuffled?.interval.low).toBeGreaterThan(0.1);
  });

  it('is plain JSON without a number that is none, and the same on repeat, in any order and side by side', async () => {
    const report = await studied(market);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    const late: StudyHooks['run'] = async (task, signal) => {
      for (let turns = task.key.length % 5; turns > 0; turns -= 1) await setImmediate();
      return JSON.parse(JSON.stringify(await runHere(ofFold(market))(task, signal))) as StudyResult;
    };
    expect(await studied(market, few, { run: late, parallel: 3 })).toEqual(report);
  });

  it('suspects a leak where more is named than a real market gives away, and promotes nothing then', async () => {
    const { suspectedLeaks, comparison } = await studied(market);
    expect(suspectedLeaks.map(({ name, fold }) => [name, fold])).toEqual([['gcn', null], ['gcn', 0], ['gcn', 1]]);
    expect(comparison).toMatchObject({ better: false, verdict: expect.stringMatching(/^suspected leak \(7.* more than 55\.00 %\), so no better than/) });
    expect(comparison.baseline.interval.low).toBeGreaterThan(0.1);
  });

  it('widens the interval for configurations tried, until a small gain is none', async () => {
    const given: StudySettings = { ...few, leakLimit: null };
    const [once, often] = [await studied(market, given), await studied(market, { ...given, configurations: 1_000 })];
    const width = ({ comparison: { baseline: { interval } } }: EvaluationReport): number => interval.high - interval.low;
    expect(width(often) / width(once)).toBeCloseTo(4.055627 / 1.959964, 5);
    expect(often.configurations).toBe(1_000);
    expect(often.comparison.verdict).toContain('widened for 1000 configurations tried');
  });

  it('may decide by ranks', async () => {
    const { comparison, model } = await studied(market, { ...few, measure: 'rankIc', leakLimit: null });
    expect(comparison.value).toBe(model.pooled.rankIc.value);
    expect(comparison.verdict).toMatch(/^(no )?better than \w+: 0\.\d{4} against −?0\.\d{4} mean RankIC/);
    expect(comparison.baselines.find(({ name }) => name === 'majority')).toMatchObject({ value: 0 });
  });
});

describe('the tasks of a study', () => {
  it('are named by fold, forecast and seed, and draw only where something is drawn', () => {
    const keys = studyTasks(folds, settings).filter(({ fold }) => fold.index === 1).map(({ key }) => key);
    expect(keys).toEqual(['1/gcn/1', '1/gcn/2', '1/shuffled/1', '1/shuffled/2', '1/majority', '1/persistence', '1/reversal', '1/logistic', '1/ridge', '1/trees',
      '1/mlp/1', '1/mlp/2']);
    expect(studyTasks(folds, { options: defaultOptions }).filter(({ role }) => role === 'model')).toHaveLength(10);
    const linear = { ...few, options: { ...few.options, convolutions: 0 } };
    expect(studyTasks(folds, linear).some(({ role }) => role === 'ablation')).toBe(false);
  });

  it('are run once: a study that was interrupted goes on to the same report', async () => {
    const whole = await studied(market);
    const known = new Map<string, StudyResult>();
    const cancelling = new AbortController();
    const interrupted = studied(market, few, {
      signal: cancelling.signal,
      onResult: (result, { done, tasks, task }) => {
        expect([result.key, done, tasks]).toEqual([task.key, known.size + 1, 8]);
        known.set(result.key, JSON.parse(JSON.stringify(result)) as StudyResult);
        if (done === 3) cancelling.abort(new Error('cancelled'));
      },
    });
    await expect(interrupted).rejects.toThrow('cancelled');
    expect(known.size).toBe(3);
    const ran: string[] = [];
    const here = runHere(ofFold(market));
    const report = await studied(market, few, { known, run: async (task, signal) => {
      ran.push(task.key);
      return await here(task, signal);
    } });
    expect(ran.toSorted()).toEqual(studyTasks(folds, few).map(({ key }) => key).filter((key) => !known.has(key)).toSorted());
    expect(report).toEqual(whole);
  });

  it('are run again where what is known is of another market', async () => {
    const whole = await studied(market);
    const known = new Map<string, StudyResult>();
    await study(walkForward(market.times, { folds: 2, history: 2 }), few, {
      run: runHere(ofFold(market)), onResult: (result) => void known.set(result.key, { ...result, right: result.right.map(() => 0) }),
    });
    expect(await studied(market, few, { known })).toEqual(whole);
  });

  it('end together at the first failure, and while they train', async () => {
    const signals: AbortSignal[] = [];
    const failing = studied(market, few, { parallel: 2, run: async (task, signal) => {
      if (signal !== undefined) signals.push(signal);
      if (task.role === 'ablation') throw new Error('no disk');
      return await runHere(ofFold(market), { breathe: async () => await setImmediate() })({ ...task, options: { ...task.options, epochs: 1e6, patience: 1e6 } }, signal);
    } });
    await expect(failing).rejects.toThrow('no disk');
    expect(signals.every(({ aborted }) => aborted)).toBe(true);
  });

  it('refuse a dataset that is split otherwise', async () => {
    await expect(study(folds, few, { run: runHere(() => market) })).rejects.toThrow('does not lie in that of its fold');
  });

  it.each([
    ['no fold', [], few, 'needs a fold'], ['no seed', folds, { ...few, seeds: [] }, 'needs a seed'], ['a seed twice', folds, { ...few, seeds: [1, 1] }, 'each once'],
    ['no baseline', folds, { ...few, baselines: [] }, 'needs a baseline'], ['no configuration', folds, { ...few, configurations: 0 }, 'configurations of 0'],
    ['costs that pay', folds, { ...few, scoring: { costBps: -1 } }, 'costs of -1'], ['nothing held', folds, { ...few, scoring: { topK: 0 } }, 'topK of 0'],
  ] as const)('are refused with %s', async (_what, given, wrong, why) => {
    await expect(study(given, wrong, { run: runHere(ofFold(market)) })).rejects.toThrow(expect.objectContaining({ name: 'RangeError', message: expect.stringContaining(why) }));
  });
});

describe('a market that is hardly one', () => {
  const changed = (more: Partial<Dataset>): Dataset => ({ ...market, ...more });
  const only0 = <T extends Float32Array | Uint8Array>(values: T): T => values.filter((_, at) => at % 4 === 0) as T;
  const samples = market.returns.length;

  it.each([
    ['of one asset', { nodes: ['A'], features: only0(market.features), present: only0(market.present), returns: only0(market.returns), mean: new Float64Array(1),
      deviation: Float64Array.of(0.01), relations: [{ name: 'lead-lag', edges: csrOf(1, []) }] }],
    ['without edges', { relations: [{ name: 'lead-lag', edges: csrOf(4, []) }] }],
    ['without relations', { relations: [] }],
    ['whose prices never move', { features: new Float32Array(samples), returns: new Float32Array(samples), deviation: new Float64Array(4) }],
    ['whose outcomes are all the same', { returns: new Float32Array(samples).fill(0.01) }],
    ['of two parts', { relations: [{ name: 'lead-lag', edges: csrOf(4, [{ from: 0, to: 1, weight: 1 }, { from: 2, to: 3, weight: 1 }]) }] }],
    ['of which half is missing', { present: market.present.map((_, at) => at % 2), returns: market.returns.map((value, at) => at % 3 === 0 ? Number.NaN : value) }],
  ] satisfies readonly (readonly [string, Partial<Dataset>])[])('%s has a report; what is not defined is null', async (what, more) => {
    const report = await studied(changed(more), { ...few, leakLimit: null });
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    for (const { pooled } of all(report)) expect(pooled.accuracy.value).toSatisfy((value) => (value as number) >= 0 && (value as number) <= 1);
    if (what === 'of one asset') expect(report.model.pooled).toMatchObject({ ic: { value: null, interval: null }, icir: { value: null }, rankIc: { value: null } });
    if (what.includes('move') || what.includes('same')) expect(report.comparison).toMatchObject({ better: false, verdict: expect.stringMatching(/^no better than/) });
    expect(report.shuffled === null).toBe(what === 'of one asset' || what.startsWith('without'));
  });

  it('and has a feature that is no number is refused by every task', async () => {
    const features = market.features.with(1_000, Number.NaN);
    const here = runHere(ofFold(changed({ features })));
    for (const task of studyTasks(folds.slice(0, 1), few)) {
      await expect(here(task, undefined), task.key).rejects.toThrow(expect.objectContaining({ name: 'RangeError', message: expect.stringContaining('no number') }));
    }
  });

  it.each(['train', 'validation', 'test'] as const)('and has no sample in the %s window of a fold is too small', async (window) => {
    const { from, to } = (folds[1] as Fold).rows[window];
    const empty = market.present.map((value, at) => at >= from * 4 && at < to * 4 ? 0 : value);
    await expect(studied(changed({ present: empty }))).rejects.toThrow(expect.objectContaining({ code: 'UNIVERSE_TOO_SMALL' }));
  });
});
