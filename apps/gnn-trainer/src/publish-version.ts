import type { GnnModel } from '@streamforge/contracts/events/gnn';
import { PLATFORM_VERSION } from '@streamforge/contracts/platform-version';
import { putArtefact } from '@streamforge/model-registry/artefact';
import { promote } from '@streamforge/model-registry/champion';
import type { ModelVersion } from '@streamforge/model-registry/entities';
import { logMetrics } from '@streamforge/model-registry/runs';
import type { RegistryTables } from '@streamforge/model-registry/tables';
import { registerVersion } from '@streamforge/model-registry/versions';
import type { RunningJob } from '@streamforge/service-host/jobs/running-job';
import { artefactConfig } from './artefact/config.ts';
import { filesOf } from './artefact/files.ts';
import { loadModel } from './artefact/load.ts';
import type { ChosenBars } from './bars/universe.ts';
import type { TrainerContext } from './context.ts';
import { evaluationMetrics } from './metrics.ts';
import type { TrainOrder } from './orders.ts';
import { predictNext } from './predictions/predict-next.ts';
import { publishPredictions } from './predictions/publish.ts';
import { storing } from './study/progress.ts';
import type { BarsRead } from './trained-file.ts';
import type { Trained } from './study/trained.ts';
import { worthOf } from './worth.ts';

/** A trained model that has its number, and is not yet there for others. */
export interface TrainedVersion {
  readonly trained: Trained;
  readonly data: BarsRead;
  readonly chosen: ChosenBars;
  readonly version: number;
  /** When it was trained, epoch milliseconds. */
  readonly at: number;
}

const eventOf = (made: ModelVersion): GnnModel => {
  const { createdAt: time, ...rest } = made;
  return { ...rest, verdict: made.verdict.slice(0, 1_000), time };
};

/**
 * Stores the artefact, registers the version, makes it champion where it is better than its baselines, and publishes it with its predictions of
 * the next bars. Every step may be done again and changes nothing. Answers the verdict.
 */
export const publishVersion = async (
  { trained, data, chosen, version, at }: TrainedVersion, order: TrainOrder, job: RunningJob, context: TrainerContext,
): Promise<string> => {
  const { objects, publish, logger } = context;
  const { model, training } = order;
  const { report, fitted: snapshot, model: { config: network } } = trained;
  const { train } = snapshot.split;
  const worth = worthOf(report);
  const { better, verdict } = worth;
  // The last moment to cancel: what follows is short, and done whole.
  await job.progress(storing.fraction, storing.note);
  const config = artefactConfig({ model, version, run: job.id, codeVersion: PLATFORM_VERSION, createdAt: at, network, training, universe: chosen, snapshot, data });
  const place = await putArtefact(objects, { model, version }, await filesOf(config, trained));
  const made: ModelVersion = {
    ...place, ...worth, model, version, run: job.id, trainedFrom: train.from, trainedTo: train.to, createdAt: at,
  };
  await job.fenced<RegistryTables, void>(async (trx) => {
    await registerVersion(trx, made);
    await logMetrics(trx, job.id, evaluationMetrics(report));
    if (better) await promote(trx, { model, version, force: false, automatic: true, by: job.id, at });
  });
  await publish('gnn.models.v1', [{ value: eventOf(made), id: `${model}:${version}`, time: at }]);
  const { predictions } = await predictNext(await loadModel(objects, made), context);
  await publishPredictions(predictions, context);
  if (!job.signal.aborted) await job.progress(1, verdict, 1 + predictions.length);
  logger.info({ job: job.id, model, version, better, accuracy: worth.accuracy, baseline: worth.baseline.name }, 'a model version is published');
  return verdict;
};
