/** Watches a job that a command began until it has ended; Ctrl-C asks its service to cancel it. */
import { errors, isErrorCode, StreamForgeError } from '@streamforge/contracts/errors';
import type { TopicName } from '@streamforge/contracts/topics';
import type { CommandContext } from '../command.ts';
import { AnswerError } from '../complaint.ts';
import { bar } from '../output/bar.ts';
import { duration } from '../output/figures.ts';
import { statusLine } from '../output/status-line.ts';
import { printable } from '../output/table.ts';
import { listed } from '../platform/pages.ts';
import type { Platform } from '../platform/platform.ts';
import { cancelJob, jobOf, type JobFacts } from './job.ts';

export interface Followed {
  readonly service: string;
  readonly id: string;
  /** What is shown in front of its progress. */
  readonly name: string;
  /** Where its command was produced: a refused one is found among that topic's dead letters. */
  readonly topic: TopicName;
}

const LOOK_EVERY_MS = 250;
/** How long a service may take to accept a command, and after a cancellation to end. */
const PATIENCE_MS = 30_000;

/**
 * The job once it has finished, or undefined when it was cancelled. Throws what it failed with, what its command was refused with, and
 * NOT_RUNNING when no service takes it.
 */
export const followJob = async (context: CommandContext, platform: Platform, followed: Followed): Promise<JobFacts | undefined> => {
  const { output, shell } = context;
  const line = statusLine(output, shell.clock);
  try {
    const job = await watched(context, platform, followed, (text, fraction) =>
      line.show(() => `${followed.name} ${bar(fraction)} ${text}`, () => `${followed.name}: ${text}`));
    return outcomeOf(job);
  } finally {
    line.end();
  }
};

type Show = (text: string, fraction: number) => void;

const watched = async ({ output, shell }: CommandContext, platform: Platform, followed: Followed, show: Show): Promise<JobFacts | undefined> => {
  const { clock, signal, forced } = shell;
  const began = clock.monotonic();
  let cancelledAt: number | undefined;
  for (;;) {
    const job = await jobOf(platform, followed.service, followed.id);
    if (job !== undefined && job.finishedAt !== null) return job;
    if (job === undefined) await throwIfRefused(platform, followed, clock.monotonic() - began);
    show(job === undefined ? 'waits to be accepted' : progressText(job, clock.now()), job?.progress?.fraction ?? 0);
    if (signal.aborted) {
      if (job === undefined || forced.aborted) return undefined;
      if (cancelledAt === undefined) {
        output.talk('Cancelling it. Ctrl-C again leaves it to end by itself.');
        await cancelJob(platform, followed.service, followed.id, shell);
      }
      cancelledAt ??= clock.monotonic();
      if (clock.monotonic() - cancelledAt > PATIENCE_MS) return undefined;
    }
    await clock.sleep(LOOK_EVERY_MS, signal.aborted ? forced : signal).catch(() => undefined);
  }
};

/** `61 %, epoch 122 of 200, 3 s left`. */
export const progressText = ({ state, progress, startedAt }: JobFacts, now: number): string => {
  if (state === 'queued' || progress === null || startedAt === null) return state;
  const { fraction, note, figures } = progress;
  // A job that reckons for itself says so in its note.
  const left = figures?.['etaSeconds'] === undefined && fraction > 0 && fraction < 1 ? `${duration(Math.max(0, now - startedAt) * (1 - fraction) / fraction)} left` : '';
  return [`${Math.floor(fraction * 100)} %`, printable(note), left].filter((part) => part !== '').join(', ');
};

/** A command that a handler refuses never becomes a job: its dead letter says why. */
const throwIfRefused = async (platform: Platform, { service, id, topic }: Followed, waited: number): Promise<void> => {
  const [letter] = await listed(platform, ['v1', 'dead-letters'], 'letters', { topic, contains: id }, 1);
  if (letter !== undefined) {
    throw new AnswerError(422, String(letter['code']), String(letter['message']));
  }
  if (waited > PATIENCE_MS) throw new StreamForgeError('NOT_RUNNING', `No ${service} took the command within ${duration(PATIENCE_MS)}; it waits on ${topic}.`);
};

const outcomeOf = (job: JobFacts | undefined): JobFacts | undefined => {
  if (job === undefined || job.state === 'cancelled') return undefined;
  if (job.state !== 'failed') return job;
  const code = job.code !== null && isErrorCode(job.code) ? job.code : 'UNEXPECTED';
  throw new AnswerError(errors[code].http, code, job.message ?? '');
};
