import type { Budget, Claim } from './budget.ts';

/**
 * A batch's place in the budget while it is being handled. It is let go while the batch waits for a store, so that partitions that
 * wait take no room from those that work; what waits is bounded by itself, at one batch per partition.
 */
export class Reservation {
  readonly #budget: Budget;
  readonly #claim: Claim;
  #held = false;

  constructor(budget: Budget, claim: Claim) {
    this.#budget = budget;
    this.#claim = claim;
  }

  /** Resolves when the place is held; rejects with the signal's reason. */
  async take(signal: AbortSignal): Promise<void> {
    if (this.#held) return;
    await this.#budget.take(this.#claim, signal);
    this.#held = true;
  }

  release(): void {
    if (!this.#held) return;
    this.#held = false;
    this.#budget.give(this.#claim);
  }
}
