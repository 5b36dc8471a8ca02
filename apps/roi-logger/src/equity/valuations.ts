/** Who values which account when: one valuation of an account at a time, and whatever is asked for meanwhile joins the next. */
import type { Stretch } from './revalue.ts';

interface Waiting {
  stretch: Stretch;
  readonly done: Promise<void>;
}

export class Valuations {
  readonly #revalue: (account: string, stretch: Stretch) => Promise<void>;
  readonly #waiting = new Map<string, Waiting>();
  readonly #running = new Map<string, Promise<void>>();

  constructor(revalue: (account: string, stretch: Stretch) => Promise<void>) {
    this.#revalue = revalue;
  }

  /** Resolves when the account is valued in that stretch, as it was when this was called or as it became since. Rejects as the valuation does. */
  ask(account: string, stretch: Stretch): Promise<void> {
    const waiting = this.#waiting.get(account) ?? { stretch, done: this.#next(account) };
    waiting.stretch = { from: Math.min(waiting.stretch.from, stretch.from), to: Math.max(waiting.stretch.to, stretch.to) };
    this.#waiting.set(account, waiting);
    return waiting.done;
  }

  async #next(account: string): Promise<void> {
    await this.#running.get(account)?.catch(() => undefined);
    // Whoever asks in the same turn joins too.
    await Promise.resolve();
    const waiting = this.#waiting.get(account);
    this.#waiting.delete(account);
    if (waiting === undefined) return;
    const running = this.#revalue(account, waiting.stretch);
    this.#running.set(account, running);
    await running.finally(() => {
      if (this.#running.get(account) === running) this.#running.delete(account);
    });
  }
}
