import { unfinished } from '@streamforge/service-host/jobs/job';
import type { RegisteredModel } from '@streamforge/model-registry/entities';
import { loadModel, type LoadedModel } from '../artefact/load.ts';
import { sweep } from '../checkpoint.ts';
import type { TrainerBackground, TrainerContext } from '../context.ts';
import { registryOf } from '../registry.ts';
import { predictNext } from './predict-next.ts';
import { publishPredictions } from './publish.ts';

/** What is remembered of a model between two looks. */
interface Followed {
  readonly loaded: LoadedModel;
  /** Open time of the bars that were predicted last. */
  readonly predicted: number;
}

interface Memory {
  readonly followed: Map<string, Followed>;
  /** What was said of each model that does not predict, so that it is said once. */
  readonly complained: Map<string, string>;
}

/** As many unfinished jobs as are asked for at once. */
const MOST_JOBS = 10_000;

/** Looks from time to time for new bars, and publishes what each model’s champion, or its newest version, expects of the next. */
export const predictAsBarsArrive: TrainerBackground = async (context, signal) => {
  const { config, clock, logger } = context;
  await sweepCheckpoints(context).catch((error: unknown) => logger.warn({ err: error }, 'what ended trainings left will be removed at the next start'));
  if (config.GNN_PREDICT_SECONDS === 0) return;
  const followed = new Map<string, Followed>();
  const complained = new Map<string, string>();
  for (;;) {
    await clock.sleep(config.GNN_PREDICT_SECONDS * 1_000, signal);
    try {
      for (const model of await (await registryOf(context)).models()) await follow(model, { followed, complained }, context, signal);
    } catch (error) {
      signal.throwIfAborted();
      logger.warn({ err: error }, 'predictions will be tried again');
    }
  }
};

/** One model that can’t predict keeps no other from it. */
const follow = async ({ name, newest }: RegisteredModel, { followed, complained }: Memory, context: TrainerContext, signal: AbortSignal): Promise<void> => {
  if (newest === null) return;
  try {
    const before = followed.get(name);
    const chosen = await (await registryOf(context)).chosen(name);
    const loaded = before?.loaded.version.version === chosen.version ? before.loaded : await loadModel(context.objects, chosen);
    const { predictions } = await predictNext(loaded, context);
    const openTime = predictions[0]?.openTime ?? 0;
    const isNew = loaded !== before?.loaded || openTime > before.predicted;
    signal.throwIfAborted();
    if (isNew) await publishPredictions(predictions, context);
    followed.set(name, { loaded, predicted: isNew ? openTime : before.predicted });
    complained.delete(name);
  } catch (error) {
    signal.throwIfAborted();
    const said = error instanceof Error ? error.message : String(error);
    if (complained.get(name) !== said) context.logger.warn({ err: error, model: name }, 'a model does not predict; it is tried again and again');
    complained.set(name, said);
  }
};

const sweepCheckpoints = async ({ objects, jobs }: TrainerContext): Promise<void> => await sweep(objects, async () =>
  (await Promise.all(unfinished.map((state) => jobs.list({ state, limit: MOST_JOBS })))).flat().map(({ id }) => id));
