/**
 * The best of many scores in one pass: a heap of the `limit` best scores gives the bar, and whoever reaches it is kept. Those that only
 * tie with the bar are told apart by the caller, who knows their ids.
 */
export interface Scored {
  readonly point: number;
  readonly score: number;
}

export class BestScores {
  readonly #limit: number;
  /** A heap of the best scores, the least of them first. */
  readonly #heap: number[] = [];
  #kept: Scored[] = [];
  #roomFor: number;

  constructor(limit: number) {
    this.#limit = limit;
    this.#roomFor = 2 * limit;
  }

  add(point: number, score: number): void {
    if (this.#heap.length < this.#limit) this.#push(score);
    else if (score < this.bar) return;
    else if (score > this.bar) this.#replaceLeast(score);
    this.#kept.push({ point, score });
    if (this.#kept.length > this.#roomFor) this.#drop();
  }

  /** The least score that is among the best. */
  get bar(): number {
    return this.#heap.length < this.#limit ? -Infinity : Number(this.#heap[0]);
  }

  /** All that reach the bar; more than the limit when several tie with it. */
  reached(): readonly Scored[] {
    return this.#kept.filter(({ score }) => score >= this.bar);
  }

  /** Lets go of those the bar has left behind. */
  #drop(): void {
    const { bar } = this;
    this.#kept = this.#kept.filter(({ score }) => score >= bar);
    this.#roomFor = 2 * Math.max(this.#limit, this.#kept.length);
  }

  #push(score: number): void {
    const heap = this.#heap;
    let at = heap.push(score) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (Number(heap[parent]) <= score) break;
      heap[at] = Number(heap[parent]);
      at = parent;
    }
    heap[at] = score;
  }

  #replaceLeast(score: number): void {
    const heap = this.#heap;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && Number(heap[child + 1]) < Number(heap[child])) child += 1;
      if (Number(heap[child]) >= score) break;
      heap[at] = Number(heap[child]);
      at = child;
    }
    heap[at] = score;
  }
}
