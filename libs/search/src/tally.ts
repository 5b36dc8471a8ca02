import type { PointVerdict } from '@streamforge/vector-store/port';

/** How many were new or newer, already there in the same version, or older than what is there. */
export type Indexed = Readonly<Record<PointVerdict, number>>;

/** Counts verdicts. */
export class Tally {
  readonly #counts = { stored: 0, same: 0, older: 0 };

  get counts(): Indexed {
    return { ...this.#counts };
  }

  add(verdicts: readonly PointVerdict[]): void {
    for (const verdict of verdicts) this.#counts[verdict] += 1;
  }
}
