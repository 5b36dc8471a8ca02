/** Waits out what is on the move in a cluster: leaders that change, brokers that have not heard of a new topic yet, lost connections. */
import { StreamForgeError } from '@streamforge/contracts/errors';
import type { Clock } from '@streamforge/determinism/clock';
import { brokerErrorType } from './failure.ts';

const moving: ReadonlySet<string> = new Set([
  'NOT_LEADER_FOR_PARTITION', 'LEADER_NOT_AVAILABLE', 'REPLICA_NOT_AVAILABLE', 'UNKNOWN_TOPIC_OR_PARTITION', 'BROKER_NOT_AVAILABLE',
  'FENCED_LEADER_EPOCH', 'UNKNOWN_LEADER_EPOCH', 'KAFKA_STORAGE_ERROR', 'GROUP_COORDINATOR_NOT_AVAILABLE', 'NOT_COORDINATOR_FOR_GROUP',
  'GROUP_LOAD_IN_PROGRESS', 'REQUEST_TIMED_OUT', 'NOT_CONTROLLER',
]);

const waitMs = 100;

export interface Patience {
  readonly clock: Clock;
  /** Milliseconds after which the last error stands. */
  readonly patienceMs: number;
  /** Looks anew at what may have moved. */
  readonly look: () => Promise<unknown>;
}

/** Tries until it succeeds, fails for another reason, or time is up. */
export const onceSettled = async <Result>({ clock, patienceMs, look }: Patience, work: () => Promise<Result>): Promise<Result> => {
  const deadline = clock.monotonic() + patienceMs;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      const type = brokerErrorType(error);
      const passing = type === undefined ? !(error instanceof StreamForgeError) : moving.has(type);
      if (!passing || clock.monotonic() + waitMs >= deadline) throw error;
      await clock.sleep(waitMs);
      await look().catch(() => undefined);
    }
  }
};
