import { fieldsOf } from '@streamforge/market/snapshot/features/feature';
import { highestStored } from '@streamforge/model-registry/artefact';
import { configurationsTried } from '@streamforge/model-registry/configurations';
import type { RegistryTables } from '@streamforge/model-registry/tables';
import { allotVersion } from '@streamforge/model-registry/versions';
import { JobInterrupted } from '@streamforge/service-host/jobs/outcome';
import type { RunningJob } from '@streamforge/service-host/jobs/running-job';
import { readBars } from './bars/read.ts';
import { assertAllFound, chooseBars, declaredAssets, isSimulated } from './bars/universe.ts';
import { begun, forget, keep, kept, readCheckpoint, type Checkpoint } from './checkpoint.ts';
import type { TrainerContext, TrainerJob } from './context.ts';
import { readOrder, TrainOrder } from './orders.ts';
import { reading } from './study/progress.ts';
import { publishVersion, type TrainedVersion } from './publish-version.ts';
import { registryOf } from './registry.ts';
import { asRun } from './run.ts';
import { trainedFromBytes, trainedToBytes } from './trained-file.ts';
import { runStudy } from './study/run-study.ts';

/**
 * Trains a model on stored bars and publishes it as a new version. Killed anywhere and gone on with, by this worker or another, it ends in the
 * same version with the same bytes.
 */
export const trainModel: TrainerJob = async (job, context) => {
  const order = readOrder(TrainOrder, job.parameters);
  const { model, training: { seed } } = order;
  try {
    await asRun(job, context, { experiment: model, kind: 'train', params: { ...order }, seed }, async () => {
      const checkpoint = readCheckpoint(job.resumeFrom) ?? await begin(order, job, context);
      const known = await before(checkpoint, context);
      const done = known === undefined ? await published(checkpoint, order, context) : undefined;
      if (done !== undefined) return done;
      const verdict = await publishVersion(known ?? await train(checkpoint, order, job, context), order, job, context);
      await forget(context.objects, job.id);
      return verdict;
    });
  } catch (error) {
    if (isCancelled(job)) await forget(context.objects, job.id);
    throw error;
  }
};

const isCancelled = ({ signal: { reason } }: RunningJob): boolean => reason instanceof JobInterrupted && reason.why === 'cancelled';

const begin = async ({ model, universe, training }: TrainOrder, job: RunningJob, context: TrainerContext): Promise<Checkpoint> => {
  const chosen = await chooseBars(context.documents, universe);
  assertAllFound(universe, chosen);
  const assets = await declaredAssets(context.documents, chosen);
  const declared = training.relations.some((relation) => relation !== 'lead-lag' && relation !== 'correlation') ? assets : [];
  const configurations = await configurationsTried(await registryOf(context), model, { universe, training });
  const checkpoint = begun({ chosen, declared, configurations, simulated: isSimulated(chosen, assets) });
  await job.checkpoint(checkpoint);
  return checkpoint;
};

/** What an attempt before had trained. */
const before = async ({ chosen, trained }: Checkpoint, { objects }: TrainerContext): Promise<TrainedVersion | undefined> => {
  const bytes = trained === undefined ? undefined : await kept(objects, trained.key);
  return trained === undefined || bytes === undefined ? undefined : { ...trainedFromBytes(bytes), chosen, version: trained.version, at: trained.at };
};

/** The verdict of a version that an attempt before published: it forgot what it had kept when all was done. */
const published = async ({ trained }: Checkpoint, { model }: TrainOrder, context: TrainerContext): Promise<string | undefined> =>
  trained === undefined ? undefined : (await (await registryOf(context)).version(model, trained.version))?.verdict;

const train = async (checkpoint: Checkpoint, order: TrainOrder, job: RunningJob, context: TrainerContext): Promise<TrainedVersion> => {
  const { documents, objects, clock } = context;
  const { chosen } = checkpoint;
  await job.progress(reading.fraction, reading.note);
  const { series, ...data } = await readBars(documents, chosen, fieldsOf(order.training.features), job.signal);
  const trained = await runStudy(checkpoint, series, order.training, job, context);
  const key = await keep(objects, job.id, trainedToBytes(trained, data));
  const above = await highestStored(objects, order.model);
  // The very time of an attempt before: it stands in files that may lie there already.
  const at = checkpoint.trained?.at ?? clock.now();
  const version = await job.fenced<RegistryTables, number>((trx) => allotVersion(trx, { model: order.model, run: job.id, at, above }));
  await job.checkpoint({ ...begun(checkpoint), trained: { key, version, at } });
  await forget(objects, job.id, key);
  return { trained, data, chosen, version, at };
};
