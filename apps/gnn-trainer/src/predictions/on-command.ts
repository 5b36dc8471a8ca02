import { loadModel } from '../artefact/load.ts';
import type { TrainerJob } from '../context.ts';
import { readOrder, VersionOrder } from '../orders.ts';
import { registryOf } from '../registry.ts';
import { predictionNote } from './note.ts';
import { predictNext } from './predict-next.ts';
import { publishPredictions } from './publish.ts';

/** Publishes what a version expects of each asset’s next bar: the named one, else the champion, else the newest. */
export const predictOnCommand: TrainerJob = async (job, context) => {
  const { model, version } = readOrder(VersionOrder, job.parameters);
  const registry = await registryOf(context);
  const chosen = await registry.chosen(model, version);
  const made = await predictNext(await loadModel(context.objects, chosen), context);
  job.signal.throwIfAborted();
  await publishPredictions(made.predictions, context);
  await job.progress(1, predictionNote(made, chosen, (await registry.champion(model))?.version), made.predictions.length);
};
