import type { QueueEvent } from '@streamforge/contracts/events/queue';
import type { TopicName } from '@streamforge/contracts/topics';
import type { Clock } from '@streamforge/determinism/clock';
import type { Logger } from 'pino';
import type { Publish } from '../service.ts';
import type { JobEvent } from './work-off.ts';

export interface QueueEventsParts {
  readonly service: string;
  readonly instance: string;
  readonly publish: Publish<TopicName>;
  readonly clock: Clock;
  readonly logger: Logger;
}

export interface QueueEvents {
  tell(event: JobEvent): void;
  /** Resolves when what was told so far is published, or could not be. */
  told(): Promise<void>;
}

const LONGEST = 4_000;
/** What is told while the log does not answer; beyond, the oldest news matters least and jobs go on regardless. */
const WAITING = 100;

const shownPercent = ({ progress, message, event }: JobEvent): string =>
  [event === 'loading' && progress !== undefined && `${Math.round(progress.fraction * 100)} %`, message].filter((part) => part !== false && part !== '').join(' ');

/** Tells on `queue-events` what happens to jobs, one after the other. The table is the truth; that news is lost stops no job. */
export const queueEvents = ({ service, instance, publish, clock, logger }: QueueEventsParts): QueueEvents => {
  let last = Promise.resolve();
  let waiting = 0;
  let count = 0;
  const send = async (event: JobEvent, id: string, time: number): Promise<void> => {
    const value: QueueEvent = {
      job: event.id, service, instance: instance.slice(0, 100), event: event.event,
      recordsWritten: event.progress?.recordsWritten ?? 0,
      message: shownPercent(event).slice(0, LONGEST), time,
      ...event.progress !== undefined && { progress: event.progress.fraction },
      ...event.progress?.figures !== undefined && { figures: event.progress.figures },
    };
    try {
      await publish('queue-events', [{ id, time, value }]);
    } catch (error) {
      logger.warn({ job: event.id, err: error }, 'news of a job could not be published');
    }
    waiting -= 1;
  };
  return {
    tell: (event) => {
      if (waiting >= WAITING) return;
      waiting += 1;
      count += 1;
      const [id, time] = [`${service}:${event.id}:${event.fence}:${count}`, clock.now()];
      last = last.then(() => send(event, id, time));
    },
    told: () => last,
  };
};
