import { windows as datasetWindows, type Dataset, type Window } from '../dataset.ts';
import type { TrainHooks } from '../train.ts';
import { evaluationReport } from './evaluation-report.ts';
import type { Fold } from './fold.ts';
import type { EvaluationReport } from './report.ts';
import { runTask } from './run-task.ts';
import type { StudyHooks, StudySettings } from './study-options.ts';
import type { StudyResult, StudyTask } from './study-task.ts';
import { studyTasks } from './study-tasks.ts';

/**
 * Evaluates a model honestly: every fold, seed, baseline and the shuffled graph are tasks that `run` does, in this thread or others; then
 * one report. A task whose result is known is not run again, so that a study goes on where it was interrupted, to the same report.
 * Rejects with the signal's reason once it aborts, or with the first failure of a task; either ends the tasks under way.
 */
export const study = async (folds: readonly Fold[], settings: StudySettings, hooks: StudyHooks): Promise<EvaluationReport> => {
  const { run, parallel = 1, known = new Map<string, StudyResult>(), onResult, report = evaluationReport, signal } = hooks;
  const tasks = studyTasks(folds, settings);
  const results = new Map(tasks.flatMap((task): readonly (readonly [string, StudyResult])[] => {
    const result = known.get(task.key);
    return result !== undefined && belongs(result, task) ? [[task.key, result]] : [];
  }));
  const waiting = tasks.filter(({ key }) => !results.has(key)).values();
  const failing = new AbortController();
  const ending = signal === undefined ? failing.signal : AbortSignal.any([signal, failing.signal]);
  const work = async (): Promise<void> => {
    for (const task of waiting) {
      ending.throwIfAborted();
      const result = await run(task, ending);
      ending.throwIfAborted();
      results.set(task.key, result);
      await onResult?.(result, { done: results.size, tasks: tasks.length, task });
    }
  };
  const workers = Array.from({ length: Math.max(1, parallel) }, async () => {
    try {
      await work();
    } catch (error) {
      failing.abort(error);
      throw error;
    }
  });
  await Promise.allSettled(workers);
  ending.throwIfAborted();
  return await report(folds, settings, tasks.map(({ key }) => results.get(key) as StudyResult));
};

/** A result of another fold or role under the same key is of another study. */
const belongs = ({ role, name, seed, windows }: StudyResult, task: StudyTask): boolean => {
  const { fold: { windows: due } } = task;
  const same = (window: Window): boolean => windows[window].from === due[window].from && windows[window].to === due[window].to;
  return datasetWindows.every(same) && role === task.role && name === task.name && seed === task.seed;
};

/** A `run` for this thread: tasks on the dataset that `datasetOfFold` gives, which is asked once for each fold in turn. */
export const runHere = (
  datasetOfFold: (fold: Fold) => Promise<Dataset> | Dataset, hooks: Pick<TrainHooks, 'breathe'> = {},
): StudyHooks['run'] => {
  let held: { readonly index: number; readonly dataset: Promise<Dataset> } | undefined;
  return async (task, signal) => {
    const { fold } = task;
    if (held?.index !== fold.index) held = { index: fold.index, dataset: Promise.resolve(datasetOfFold(fold)) };
    return await runTask(await held.dataset, task, { ...hooks, ...signal && { signal } });
  };
};
