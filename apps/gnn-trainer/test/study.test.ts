import { walkForward } from '@streamforge/gnn/evaluation/walk-forward';
import { studyTasks } from '@streamforge/gnn/evaluation/study-tasks';
import { defaultOptions, type Epoch } from '@streamforge/gnn/options';
import { Training } from '@streamforge/contracts/events/gnn';
import { describe, expect, it } from 'vitest';
import { epochMetrics } from '../src/metrics.ts';
import { datasetsOf } from '../src/study/datasets.ts';
import { watchStudy } from '../src/study/progress.ts';
import { curvesOf, selected } from '../src/study/selection.ts';
import { seedsOf, studySettings } from '../src/study/settings.ts';
import { threadCount } from '../src/thread/threads.ts';
import type { Fit, Learned } from '../src/thread/messages.ts';

const folds = walkForward(Float64Array.from({ length: 400 }, (_, row) => row * 60_000), { folds: 2, history: 3, test: 0.4 });
const tasks = studyTasks(folds, { options: { ...defaultOptions, epochs: 10 }, seeds: [7, 8], baselines: ['majority', 'mlp'] });
const epoch = (number: number, validationLoss = 0.5): Epoch => ({ epoch: number, trainLoss: 0.6, validationLoss, validationAccuracy: 0.52 });

/** What a task of the model came to; the lowest of its losses counts. */
const learned = (fold: number, seed: number, losses: readonly number[]): Learned => {
  const epochs = losses.map((loss, index) => epoch(index + 1, loss));
  const bestEpoch = losses.indexOf(Math.min(...losses)) + 1;
  return { result: { key: `${fold}/gcn/${seed}`, fold, seed } as never, model: { config: {} as never, weights: Uint8Array.of(fold, seed), engine: 'wasm', epochs, bestEpoch } };
};

describe('the model of a study', () => {
  it('is that of the last fold, of the seed with the lowest validation loss', () => {
    const all = [learned(0, 7, [0.1]), learned(1, 7, [0.6, 0.4]), learned(1, 8, [0.5, 0.3, 0.9]), { result: { fold: 1, seed: null } as never, model: undefined }];
    expect(selected(all)).toMatchObject({ fold: 1, seed: 8, bestEpoch: 2, weights: Uint8Array.of(1, 8), why: 'fold 2, the last one, has seen the newest bars; of its 2 seeds, 8 had the lowest validation loss' });
    expect(curvesOf(all, 1).map(({ seed, epochs }) => [seed, epochs.length])).toEqual([[7, 2], [8, 3]]);
  });

  it('is the same in whatever order the tasks were done, and of equal seeds the first', () => {
    const all = [learned(0, 8, [0.4]), learned(0, 7, [0.4])];
    expect(selected(all).seed).toBe(7);
    expect(selected(all.toReversed()).seed).toBe(7);
  });
});

describe('the progress of a study', () => {
  it('says which task, epoch, loss and how long is left, and only grows', () => {
    let now = 0;
    const watch = watchStudy(tasks, { now: () => now, monotonic: () => now, sleep: () => Promise.resolve() });
    const [first, second] = tasks;
    if (first === undefined || second === undefined) throw new Error('no task');
    expect(watch.epoch(first, epoch(1))).toMatchObject({
      note: `task 1 of ${tasks.length} (fold 1, gcn, seed 7), epoch 1 of 10, loss 0.6000, validation 0.5000`,
      figures: { task: 1, tasks: tasks.length, epoch: 1, epochs: 10, fold: 1, seed: 7, loss: 0.6, validationLoss: 0.5 },
    });
    now = 1_000;
    const later = watch.epoch(first, epoch(2));
    expect(later.note).toMatch(/, at most \d+ (s|min) left$/);
    expect(later.figures?.['etaSeconds']).toBeGreaterThan(10);
    let before = later.fraction;
    for (const task of tasks) {
      now += 500;
      const { fraction } = watch.done(task);
      expect(fraction).toBeGreaterThan(before);
      before = fraction;
    }
    expect(before).toBeCloseTo(0.97, 9);
  });
});

describe('a study', () => {
  it('makes the data of each fold once, and lets go of it after its last task', async () => {
    const made: number[] = [];
    const datasets = datasetsOf(tasks, ({ index }) => {
      made.push(index);
      return Promise.resolve({} as Fit);
    });
    for (const { fold } of tasks) await datasets.of(fold);
    expect(made).toEqual([0, 1]);
    for (const { fold } of tasks) datasets.done(fold);
    const [first] = tasks;
    if (first !== undefined) await datasets.of(first.fold);
    expect(made).toEqual([0, 1, 0]);
  });

  it('suspects no leak in a simulated market, nor where the limit is 1', () => {
    const training = Training.parse({ seed: 3, seeds: 2 });
    expect(seedsOf(training)).toEqual([3, 4]);
    expect(studySettings(training, { configurations: 4, simulated: false })).toMatchObject({ seeds: [3, 4], configurations: 4, leakLimit: 0.55 });
    expect(studySettings(training, { configurations: 4, simulated: true }).leakLimit).toBeNull();
    expect(studySettings({ ...training, leakLimit: 1 }, { configurations: 1, simulated: false }).leakLimit).toBeNull();
  });

  it('keeps epochs of the model only: of each training by its name, and one as the run’s own', () => {
    const keys = tasks.flatMap((task) => epochMetrics(task, epoch(1), { trainings: 4, lastFold: 1, firstSeed: 7 })).map(({ key }) => key).filter((key) => key.endsWith('train.loss'));
    expect(keys).toEqual(['fold.1.seed.7.epoch.train.loss', 'fold.1.seed.8.epoch.train.loss', 'fold.2.seed.7.epoch.train.loss', 'epoch.train.loss', 'fold.2.seed.8.epoch.train.loss']);
    const [only] = tasks;
    if (only !== undefined) expect(epochMetrics(only, epoch(1), { trainings: 1, lastFold: 0, firstSeed: 7 })).toHaveLength(3);
  });

  it('takes the threads it is given, and leaves a core to the event loop otherwise', () => {
    expect(threadCount(3)).toBe(3);
    expect(threadCount(0)).toBeGreaterThanOrEqual(1);
    expect(threadCount(0)).toBeLessThanOrEqual(8);
  });
});
