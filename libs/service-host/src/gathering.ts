/** Small batches of many partitions, gathered for a while and worked off together. */
import type { Clock } from '@streamforge/determinism/clock';

interface Batch<Item> {
  readonly items: readonly Item[];
  readonly settled: PromiseWithResolvers<void>;
}

export interface GatheringOptions<Item> {
  readonly clock: Clock;
  readonly gatherMs: number;
  /** Items that are not waited with. */
  readonly most: number;
  readonly work: (items: readonly Item[]) => Promise<void>;
}

export class Gathering<Item> {
  readonly #options: GatheringOptions<Item>;
  #waiting: Batch<Item>[] = [];
  #count = 0;
  #hurry: (() => void) | undefined;
  #before: Promise<void> = Promise.resolve();

  constructor(options: GatheringOptions<Item>) {
    this.#options = options;
  }

  /** Resolves when the work on these items is done; rejects as it does. */
  add(items: readonly Item[]): Promise<void> {
    const batch: Batch<Item> = { items, settled: Promise.withResolvers() };
    this.#waiting.push(batch);
    this.#count += items.length;
    if (this.#hurry === undefined) {
      const { promise, resolve } = Promise.withResolvers<void>();
      this.#hurry = resolve;
      this.#before = this.#next(promise, this.#before);
    }
    if (this.#count >= this.#options.most) this.#hurry();
    return batch.settled.promise;
  }

  async #next(hurried: Promise<void>, before: Promise<void>): Promise<void> {
    const { clock, gatherMs } = this.#options;
    await Promise.race([hurried, clock.sleep(gatherMs)]);
    await before;
    const batches = this.#waiting;
    this.#waiting = [];
    this.#count = 0;
    this.#hurry = undefined;
    await this.#together(batches);
  }

  async #together(batches: readonly Batch<Item>[]): Promise<void> {
    try {
      await this.#options.work(batches.flatMap(({ items }) => items));
      for (const { settled } of batches) settled.resolve();
    } catch (error) {
      const [alone, ...others] = batches;
      if (others.length === 0) alone?.settled.reject(error);
      // Whoever did nothing wrong does not answer for another's record, nor waits for what another lacks.
      else await Promise.all(batches.map((batch) => this.#together([batch])));
    }
  }
}
