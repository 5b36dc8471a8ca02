/** Commits of one member: what is wanted while a commit is under way goes together in the next one, all partitions at once. */
import { RetryableError } from '@streamforge/contracts/errors';
import type { Clock } from '@streamforge/determinism/clock';
import { movedError } from '../../log-errors.ts';
import type { Coordinates } from '../../port.ts';
import { brokerErrorType, logFailure } from '../failure.ts';
import { offsetCommit } from '../wire/groups.ts';
import type { Membership } from './membership.ts';

const wait = 100;
/** Milliseconds for which a commit is tried: the host tries again after that. */
const patienceMs = 15_000;

/** The generation is over, or another one is being formed: the offsets may be committed in the next one by whoever has the partition then. */
const betweenGenerations: ReadonlySet<string> = new Set(['REBALANCE_IN_PROGRESS', 'ILLEGAL_GENERATION', 'UNKNOWN_MEMBER_ID']);

interface Wanted extends Coordinates {
  readonly owned: () => boolean;
  readonly settle: (error?: unknown) => void;
}

export interface CommitParts {
  readonly membership: () => Membership;
  readonly clock: Clock;
}

export class Commits {
  readonly #parts: CommitParts;
  #waiting: Wanted[] = [];
  #working = false;

  constructor(parts: CommitParts) {
    this.#parts = parts;
  }

  /**
   * Makes the offset the group's; rejects with `PARTITION_MOVED` once it is no longer owned by whoever wants it: the member may have lost the
   * partition and got it again, and what was begun before that is void.
   */
  commit(at: Coordinates, owned: () => boolean): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#waiting.push({ ...at, owned, settle: (error) => (error === undefined ? resolve() : reject(error)) });
    if (!this.#working) void this.#work();
    return promise;
  }

  async #work(): Promise<void> {
    this.#working = true;
    await new Promise((turn) => setImmediate(turn));
    while (this.#waiting.length > 0) {
      const wanted = this.#waiting;
      this.#waiting = [];
      await this.#send(wanted);
    }
    this.#working = false;
  }

  async #send(wanted: readonly Wanted[]): Promise<void> {
    const { membership, clock } = this.#parts;
    const deadline = clock.monotonic() + patienceMs;
    for (;;) {
      const owned = this.#owned(wanted);
      if (owned.length === 0) return;
      try {
        await this.#inTime(membership().act((place) => offsetCommit(place, this.#latest(this.#owned(owned)))), deadline);
        for (const { settle } of this.#owned(owned)) settle();
        return;
      } catch (error) {
        membership().doubt(error);
        if (clock.monotonic() + wait >= deadline && !betweenGenerations.has(brokerErrorType(error) ?? '')) {
          for (const { topic, partition, settle } of owned) settle(logFailure(error, { topic, partition }));
          return;
        }
        await clock.sleep(wait);
      }
    }
  }

  /** Those whose partitions the member still has; the others are refused. */
  #owned(wanted: readonly Wanted[]): readonly Wanted[] {
    return wanted.filter((each) => {
      if (each.owned()) return true;
      each.settle(movedError(each.topic, each.partition));
      return false;
    });
  }

  /** The last that was wanted of each partition: it stands for those before it. */
  #latest(wanted: readonly Wanted[]): readonly Coordinates[] {
    return [...new Map(wanted.map((each) => [`${each.topic}[${each.partition}]`, each])).values()];
  }

  async #inTime(work: Promise<void>, deadline: number): Promise<void> {
    const { clock } = this.#parts;
    const done = new AbortController();
    const late = clock.sleep(Math.max(1, deadline - clock.monotonic()), done.signal).then(
      () => { throw new RetryableError('LOG_UNAVAILABLE', 'The group is not ready.'); },
      () => undefined,
    );
    try {
      await Promise.race([work, late]);
    } finally {
      done.abort();
    }
  }
}
