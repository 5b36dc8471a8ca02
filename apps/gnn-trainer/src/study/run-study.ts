import { canonicalJson } from '@streamforge/codec/canonical';
import { sha256 } from '@streamforge/codec/digest';
import type { Fold } from '@streamforge/gnn/evaluation/fold';
import { study } from '@streamforge/gnn/evaluation/study';
import type { StudyTask } from '@streamforge/gnn/evaluation/study-task';
import { studyTasks } from '@streamforge/gnn/evaluation/study-tasks';
import type { Metric } from '@streamforge/model-registry/entities';
import { describeRun, logMetrics } from '@streamforge/model-registry/runs';
import type { RegistryTables } from '@streamforge/model-registry/tables';
import type { RunningJob } from '@streamforge/service-host/jobs/running-job';
import { shared } from '@streamforge/training-pool/shared';
import type { Training } from '@streamforge/contracts/events/gnn';
import type { BarsOfAsset } from '../bars/read.ts';
import type { Checkpoint } from '../checkpoint.ts';
import type { TrainerContext } from '../context.ts';
import { epochMetrics, type Watched } from '../metrics.ts';
import type { Learned, News, Plan } from '../thread/messages.ts';
import { openThreads, threadCount, type Threads } from '../thread/threads.ts';
import { datasetsOf } from './datasets.ts';
import { keptStudy } from './kept-study.ts';
import { newest } from './newest.ts';
import { fitting, watchStudy, type Step } from './progress.ts';
import { curvesOf, selected } from './selection.ts';
import { snapshotOptions, studySettings } from './settings.ts';
import type { Trained } from './trained.ts';

/**
 * Trains and judges a model in threads: every fold, seed, baseline and shuffled graph. Beside it progress is shown and metrics and checkpoints
 * are kept; of what a slow store could not take in time only the newest is. All ends as soon as the job is interrupted or a write fails for good.
 */
export const runStudy = async (
  checkpoint: Checkpoint, series: readonly BarsOfAsset[], training: Training, job: RunningJob, context: TrainerContext,
): Promise<Trained> => {
  const failed = new AbortController();
  const signal = AbortSignal.any([job.signal, failed.signal]);
  const count = threadCount(context.config.GNN_THREADS);
  const threads = openThreads(count, signal);
  try {
    await job.progress(fitting.fraction, fitting.note);
    const { chosen: { interval, calendar } } = checkpoint;
    const data = { series: shared(series), interval, calendar };
    const plan = await threads.ask<'plan'>(() => ({ kind: 'plan', data, training }));
    return await trainedBy({ plan, threads, count, signal, onFailure: (error) => failed.abort(error) }, checkpoint, training, job, context);
  } finally {
    await threads.close();
  }
};

interface Means {
  readonly plan: Plan;
  readonly threads: Threads;
  readonly count: number;
  readonly signal: AbortSignal;
  readonly onFailure: (error: unknown) => void;
}

const trainedBy = async (
  { plan, threads, count, signal, onFailure }: Means, checkpoint: Checkpoint, training: Training, job: RunningJob, context: TrainerContext,
): Promise<Trained> => {
  const { panel, folds, dataHash } = plan;
  const { chosen, declared, configurations, simulated } = checkpoint;
  const settings = studySettings(training, { configurations, simulated });
  const tasks = studyTasks(folds, settings);
  const fit = (fold: Fold) => threads.ask<'fit'>(() => ({ kind: 'fit', panel, snapshot: snapshotOptions(training, declared, fold) }));
  const watch = watchStudy(tasks, context.clock);
  const watched: Watched = { trainings: tasks.filter(({ role }) => role === 'model').length, lastFold: folds.length - 1, firstSeed: training.seed };

  let metrics: Metric[] = [];
  const writeMetrics = async (): Promise<void> => {
    const taken = metrics;
    metrics = [];
    if (taken.length > 0) await job.fenced<RegistryTables, void>((trx) => logMetrics(trx, job.id, taken));
  };
  const describe = (graphHash: string | null): Promise<void> =>
    job.fenced<RegistryTables, void>((trx) => describeRun(trx, job.id, { dataFrom: plan.from, dataTo: plan.to, graphHash }));
  const shown = newest<Step>(({ fraction, note, figures }) => job.progress(fraction, note, 0, figures), onFailure);
  const inputHash = sha256(canonicalJson([dataHash, chosen.interval, chosen.calendar, training, configurations, simulated, declared]));
  const held = await keptStudy({ checkpoint, inputHash, job, objects: context.objects, beside: writeMetrics, onFailure });
  const learned = new Map<string, Learned>(held.known);
  const datasets = datasetsOf(tasks.filter(({ key }) => !learned.has(key)), fit);
  if (learned.size > 0) context.logger.info({ job: job.id, tasks: learned.size }, 'a training goes on from its checkpoint');

  const onNews = (task: StudyTask, { epoch, state }: News): void => {
    shown.take(watch.epoch(task, epoch));
    metrics.push(...epochMetrics(task, epoch, watched));
    if (state !== undefined) held.reached(task.key, epoch.epoch, state);
  };
  const run = async (task: StudyTask, ends: AbortSignal = signal): Promise<Learned> => {
    const { dataset } = await datasets.of(task.fold);
    let resume = await held.stateOf(task.key);
    return await threads.ask<'learn'>(() => ({ kind: 'learn', dataset, task, resume, checkpointEvery: context.config.GNN_CHECKPOINT_EPOCHS }), {
      signal: ends,
      onNews: (news) => {
        // Where the thread dies, the next one goes on from here.
        resume = news.state ?? resume;
        onNews(task, news);
      },
    });
  };

  try {
    await describe(null);
    for (const task of tasks) if (learned.has(task.key)) watch.done(task);
    const report = await study(folds, settings, {
      parallel: count, signal,
      known: new Map([...learned].map(([key, { result }]) => [key, result])),
      run: async (task, ends) => {
        const done = await run(task, ends);
        learned.set(task.key, done);
        return done.result;
      },
      onResult: async ({ key }, { task }) => {
        datasets.done(task.fold);
        shown.take(watch.done(task));
        await held.done(learned.get(key) as Learned);
      },
      report: (_folds, _settings, results) => threads.ask<'report'>(() => ({ kind: 'report', folds, settings, results })),
    });
    const model = selected(learned.values());
    const fitted = await datasets.fitted(folds[model.fold] as Fold);
    await shown.settled();
    await writeMetrics();
    await describe(fitted.graphHash);
    return { report, model, fitted, curves: curvesOf(learned.values(), model.fold) };
  } finally {
    // Nothing of this attempt is written after it has ended.
    await Promise.all([shown.ended(), held.ended()]);
  }
};
