/** Models that are trained anew as time goes by, as they were ordered last. */
import { StreamForgeError } from '@streamforge/contracts/errors';
import type { Registry } from '@streamforge/model-registry/registry';
import type { TrainerBackground, TrainerContext } from '../context.ts';
import { TrainOrder } from '../orders.ts';
import { registryOf } from '../registry.ts';

const LOOK_EVERY_MS = 60_000;

export interface AnewParts extends Pick<TrainerContext, 'jobs' | 'logger'> {
  readonly registry: Pick<Registry, 'models' | 'version' | 'run'>;
}

/**
 * Orders each model once in each stretch of `everyMs` since the epoch, unless it was trained in it already. The job is named after the model and the
 * stretch, so that many instances order it once. A model of a fixed range is left alone: the same bars would give the same model.
 */
export const orderAnew = async ({ registry, jobs, logger }: AnewParts, everyMs: number, now: number): Promise<void> => {
  const stretch = Math.floor(now / everyMs);
  for (const { name, newest } of await registry.models()) {
    const version = newest === null ? undefined : await registry.version(name, newest);
    if (version === undefined || version.createdAt >= stretch * everyMs) continue;
    const { success, data: order } = TrainOrder.safeParse((await registry.run(version.run))?.params);
    if (!success || order.universe.to !== undefined) continue;
    const id = `anew-${name}-${stretch}`;
    try {
      if (await jobs.accept({ id, kind: 'train', parameters: order }) === 'accepted') logger.info({ job: id, model: name }, 'a model is trained anew');
    } catch (error) {
      // Another instance ordered it a moment ago, as it had been ordered then.
      if (!(error instanceof StreamForgeError) || error.code !== 'ID_CONFLICT') throw error;
    }
  }
};

/** Looks every minute which models are due. */
export const trainAsTimeGoesBy: TrainerBackground = async (context, signal) => {
  const { config: { GNN_TRAIN_HOURS: hours }, clock, logger } = context;
  if (hours === 0) return;
  for (;;) {
    await clock.sleep(LOOK_EVERY_MS, signal);
    try {
      await orderAnew({ ...context, registry: await registryOf(context) }, hours * 3_600_000, clock.now());
    } catch (error) {
      signal.throwIfAborted();
      logger.warn({ err: error }, 'models will be trained anew later');
    }
  }
};
