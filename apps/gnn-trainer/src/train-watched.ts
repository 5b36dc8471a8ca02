import type { Training } from '@streamforge/contracts/events/gnn';
import type { Metric } from '@streamforge/model-registry/entities';
import { describeRun, logMetrics } from '@streamforge/model-registry/runs';
import type { RegistryTables } from '@streamforge/model-registry/tables';
import type { RunningJob } from '@streamforge/service-host/jobs/running-job';
import type { BarsOfAsset } from './bars/read.ts';
import { begun, forget, keep, kept, type Checkpoint } from './checkpoint.ts';
import type { TrainerContext } from './context.ts';
import { epochMetrics } from './metrics.ts';
import { epochSteps, scoring, type Step } from './progress.ts';
import type { News, Trained, TrainTask } from './training/messages.ts';
import { newest } from './training/newest.ts';
import { snapshotOptions, trainOptions } from './training/settings.ts';
import { inThread } from './training/thread.ts';

/** The state that an attempt before kept. */
const stateOf = async ({ training }: Checkpoint, { objects }: TrainerContext): Promise<TrainTask['resume']> => {
  const state = training === undefined ? undefined : await kept(objects, training.key);
  return training === undefined || state === undefined ? undefined : { inputHash: training.inputHash, state };
};

type Ready = Extract<News, { readonly kind: 'ready' }>;

interface State {
  readonly epoch: number;
  readonly bytes: Uint8Array;
}

/**
 * Trains in a thread and, beside it, shows progress, keeps metrics and checkpoints. A store that does not answer holds none of that up: of what
 * could not be written in time only the newest is. The thread ends as soon as the job is interrupted or a checkpoint fails for good.
 */
export const trainWatched = async (
  checkpoint: Checkpoint, series: readonly BarsOfAsset[], training: Training, job: RunningJob, context: TrainerContext,
): Promise<Trained> => {
  const { objects, clock, config, logger } = context;
  const failed = new AbortController();
  const stepOf = epochSteps(training.epochs, clock);
  let inputHash = '';
  let metrics: Metric[] = [];

  const writeMetrics = async (): Promise<void> => {
    const taken = metrics;
    metrics = [];
    await job.fenced<RegistryTables, void>((trx) => logMetrics(trx, job.id, taken));
  };
  const onFailure = (error: unknown): void => failed.abort(error);
  const described = newest<Ready>(({ from, to, graphHash }) =>
    job.fenced<RegistryTables, void>((trx) => describeRun(trx, job.id, { dataFrom: from, dataTo: to, graphHash })), onFailure);
  const shown = newest<Step>(({ fraction, note }) => job.progress(fraction, note), onFailure);
  const states = newest<State>(async ({ epoch, bytes }) => {
    await writeMetrics();
    const key = await keep(objects, job.id, bytes);
    await job.checkpoint({ ...begun(checkpoint.chosen), training: { inputHash, epoch, key } });
    await forget(objects, job.id, key);
  }, onFailure);

  const onNews = (news: News): void => {
    if (news.kind === 'ready') {
      inputHash = news.inputHash;
      described.take(news);
      if (news.resumedAt > 0) logger.info({ job: job.id, epoch: news.resumedAt }, 'a training goes on from its checkpoint');
    } else if (news.kind === 'epoch') {
      shown.take(stepOf(news.epoch));
      metrics.push(...epochMetrics(news.epoch));
      if (news.state !== undefined) states.take({ epoch: news.epoch.epoch, bytes: news.state });
    } else if (news.kind === 'baselines') shown.take(scoring);
  };

  const { chosen: { interval, calendar } } = checkpoint;
  const lanes = [described, shown, states];
  try {
    const trained = await inThread<TrainTask>({
      kind: 'train',
      data: { series, interval, calendar },
      snapshot: snapshotOptions(training),
      options: trainOptions(training),
      resume: await stateOf(checkpoint, context),
      checkpointEvery: config.GNN_CHECKPOINT_EPOCHS,
    }, { signal: AbortSignal.any([job.signal, failed.signal]), onNews });
    await Promise.all(lanes.map((lane) => lane.settled()));
    await writeMetrics();
    return trained;
  } finally {
    // Nothing of this attempt is written after it has ended.
    await Promise.all(lanes.map((lane) => lane.ended()));
  }
};
