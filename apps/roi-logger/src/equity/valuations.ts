/** Who values which account when: one valuation of an account at a time, and whatever is asked for meanwhile joins the next. */
import type { Clock } from '@streamforge/determinism/clock';
import type { Stretch } from './revalue.ts';

interface Waiting {
  stretch: Stretch;
  readonly done: Promise<void>;
  /** Ends the gathering. */
  readonly hurry: () => void;
}

export interface ValuationsOptions {
  readonly clock: Clock;
  /** How long requests that may wait are gathered. */
  readonly gatherMs: number;
  readonly revalue: (account: string, stretch: Stretch) => Promise<void>;
}

export class Valuations {
  readonly #options: ValuationsOptions;
  readonly #waiting = new Map<string, Waiting>();
  readonly #running = new Map<string, Promise<void>>();

  constructor(options: ValuationsOptions) {
    this.#options = options;
  }

  /** Resolves when the account is valued in that stretch, and at least as it was when this was called. Rejects as the valuation does. */
  ask(account: string, stretch: Stretch, may: 'wait' | 'hurry'): Promise<void> {
    const waiting = this.#waiting.get(account) ?? this.#start(account, stretch);
    waiting.stretch = { from: Math.min(waiting.stretch.from, stretch.from), to: Math.max(waiting.stretch.to, stretch.to) };
    if (may === 'hurry') waiting.hurry();
    return waiting.done;
  }

  #start(account: string, stretch: Stretch): Waiting {
    const hurried = Promise.withResolvers<void>();
    const done = this.#next(account, hurried.promise);
    const waiting: Waiting = { stretch, done, hurry: hurried.resolve };
    this.#waiting.set(account, waiting);
    return waiting;
  }

  async #next(account: string, hurried: Promise<void>): Promise<void> {
    const { clock, gatherMs, revalue } = this.#options;
    await Promise.race([hurried, clock.sleep(gatherMs)]);
    await this.#running.get(account)?.catch(() => undefined);
    const waiting = this.#waiting.get(account);
    this.#waiting.delete(account);
    if (waiting === undefined) return;
    const running = revalue(account, waiting.stretch);
    this.#running.set(account, running);
    await running.finally(() => {
      if (this.#running.get(account) === running) this.#running.delete(account);
    });
  }
}
