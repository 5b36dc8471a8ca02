import { loadModel } from '../artefact/load.ts';
import type { TrainerJob } from '../context.ts';
import { readOrder, VersionOrder } from '../orders.ts';
import { registryOf } from '../registry.ts';
import { predictNext } from './predict-next.ts';
import { publishPredictions } from './publish.ts';

/** Publishes what a version expects of each asset’s next bar: the named one, else the champion, else the newest. */
export const predictOnCommand: TrainerJob = async (job, context) => {
  const { model, version } = readOrder(VersionOrder, job.parameters);
  const chosen = await (await registryOf(context)).chosen(model, version);
  const predictions = await predictNext(await loadModel(context.objects, chosen), context);
  job.signal.throwIfAborted();
  await publishPredictions(predictions, context);
  await job.progress(1, `${predictions.length} predictions of ${model} version ${chosen.version}`, predictions.length);
};
