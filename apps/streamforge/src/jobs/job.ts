/** Jobs of services as the platform answers them, and the commands that begin and end them. */
import { AnswerError } from '../complaint.ts';
import type { Shell } from '../command.ts';
import { get, pathOf, type Platform } from '../platform/platform.ts';
import { produceV3 } from '../platform/produce-v3.ts';

export interface JobFacts {
  readonly service: string;
  readonly id: string;
  readonly kind: string;
  readonly state: 'queued' | 'running' | 'cancelling' | 'finished' | 'failed' | 'cancelled';
  /** What was ordered; every service has its own. */
  readonly parameters: unknown;
  readonly attempt: number;
  readonly progress: {
    readonly fraction: number;
    readonly note: string;
    readonly recordsWritten: number;
    readonly figures?: Readonly<Record<string, number>>;
  } | null;
  readonly code: string | null;
  readonly message: string | null;
  readonly createdAt: number;
  readonly startedAt: number | null;
  readonly finishedAt: number | null;
}

/** The job, or undefined while its service knows none of that id. */
export const jobOf = async (platform: Platform, service: string, id: string): Promise<JobFacts | undefined> => {
  try {
    return await get(platform, pathOf(['v1', 'jobs', service, id])) as JobFacts;
  } catch (error) {
    if (error instanceof AnswerError && error.code === 'JOB_UNKNOWN') return undefined;
    throw error;
  }
};

/** Appends one command. Throws what the platform refuses it with. */
export const command = async (platform: Platform, topic: 'gnn.commands.v1' | 'queue-control', value: object): Promise<void> => {
  const [answer] = await produceV3(platform, topic, [{ value: JSON.stringify(value) }]);
  if (answer?.ok === false) throw new AnswerError(422, answer.code, answer.message);
};

/** Asks a service to end a job: a queued one ends at once, a running one soon. */
export const cancelJob = (platform: Platform, service: string, job: string, { clock }: Pick<Shell, 'clock'>): Promise<void> =>
  command(platform, 'queue-control', { job, command: 'stop', service, time: clock.now() });
