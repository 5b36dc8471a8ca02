import { PLATFORM_VERSION } from '@streamforge/contracts/platform-version';
import type { NewRun } from '@streamforge/model-registry/runs';
import { endRun, startRun } from '@streamforge/model-registry/runs';
import type { RegistryTables } from '@streamforge/model-registry/tables';
import { JobInterrupted } from '@streamforge/service-host/jobs/outcome';
import type { RunningJob } from '@streamforge/service-host/jobs/running-job';
import type { TrainerContext } from './context.ts';
import { registryOf } from './registry.ts';

/** How a run ended whose work threw this; undefined where it goes on elsewhere or later. */
const endOf = (error: unknown, signal: AbortSignal): 'failed' | 'cancelled' | undefined => {
  const reason: unknown = signal.aborted ? signal.reason : error;
  if (!(reason instanceof JobInterrupted)) return 'failed';
  return reason.why === 'cancelled' ? 'cancelled' : undefined;
};

const MESSAGE = 1_000;

/** Does a job’s work as a run of the registry, and writes there how it ended: with what `work` says of it, or with what it threw. */
export const asRun = async (
  job: RunningJob, context: TrainerContext, run: Pick<NewRun, 'experiment' | 'kind' | 'params' | 'seed'>, work: () => Promise<string>,
): Promise<void> => {
  const { clock } = context;
  await registryOf(context);
  const end = (status: 'finished' | 'failed' | 'cancelled', message: string): Promise<void> =>
    job.fenced<RegistryTables, void>((trx) => endRun(trx, job.id, { status, message: message.slice(0, MESSAGE), at: clock.now() }));
  await job.fenced<RegistryTables, void>((trx) => startRun(trx, { ...run, id: job.id, codeVersion: PLATFORM_VERSION, startedAt: clock.now() }));
  try {
    await end('finished', await work());
  } catch (error) {
    const status = endOf(error, job.signal);
    // The job’s own end is what counts; the run’s is for people.
    if (status !== undefined) await end(status, error instanceof Error ? error.message : String(error)).catch(() => undefined);
    throw error;
  }
};
