import type { ReceivedEvent } from '@streamforge/codec/received';
import { TerminalError } from '@streamforge/contracts/errors';
import type { QueueControl, QueueEvent } from '@streamforge/contracts/events/queue';
import type { Job, JobState } from '../jobs/job.ts';
import type { Jobs } from '../jobs/jobs.ts';

/** What an instance says to a command. */
export type Answer = Pick<QueueEvent, 'event' | 'recordsWritten' | 'message'>;

export interface Obeying {
  /** Of a service without jobs: undefined. */
  readonly jobs: Jobs | undefined;
  /** Kinds of jobs that the service works off. */
  readonly kinds: readonly string[];
}

const eventOf: Readonly<Record<JobState, QueueEvent['event']>> = {
  queued: 'loading', running: 'loading', cancelling: 'interrupted', cancelled: 'interrupted', finished: 'finished', failed: 'error',
};

const standing = ({ state, progress, code, message }: Job): Answer => ({
  event: eventOf[state],
  recordsWritten: progress?.recordsWritten ?? 0,
  message: [
    state,
    progress === null ? '' : `${Math.round(progress.fraction * 100)} % ${progress.note}`.trim(),
    code === null ? '' : `${code}: ${message ?? ''}`,
  ].filter((part) => part !== '').join(', '),
});

const kindOf = ({ kind }: QueueControl, { kinds }: Obeying): string => {
  if (kind !== undefined && kinds.includes(kind)) return kind;
  const known = kinds.length === 0 ? 'the service has no jobs' : `there are ${kinds.join(', ')}`;
  throw new TerminalError('REQUEST_INVALID', `kind is ${kind ?? 'missing'}: ${known}.`);
};

/**
 * Carries out one command and resolves to what is to be said of it, if anything: a job that starts or stops speaks for itself. Doing it
 * again changes nothing, so that every instance may do it, and after each start again. Rejects with a code where it can't be done.
 */
export const obey = async (command: QueueControl, obeying: Obeying): Promise<Answer | undefined> => {
  const { jobs } = obeying;
  const { job } = command;
  switch (command.command) {
    case 'start': {
      const kind = kindOf(command, obeying);
      await jobs?.accept({ id: job, kind, parameters: command.parameters ?? {} });
      return undefined;
    }
    case 'stop': {
      if (jobs === undefined) throw new TerminalError('JOB_UNKNOWN', 'The service has no jobs.');
      const before = await jobs.get(job);
      const state = await jobs.cancel(job);
      // A queued job ends here: nobody had it who could say so.
      return before?.state === 'queued' && state === 'cancelled' ? { event: 'interrupted', recordsWritten: 0, message: 'cancelled before it began' } : undefined;
    }
    case 'ping': {
      const found = await jobs?.get(job);
      return found === undefined ? { event: 'started', recordsWritten: 0, message: 'alive; it knows no job of that id' } : standing(found);
    }
  }
};

/** Whether a command is for this service. */
export const isFor = (service: string, { value }: ReceivedEvent<'queue-control'>): boolean => value.service === service;
