import type { DocumentStore, StoredEntry } from '@streamforge/document-store/port';
import type { Interval } from '@streamforge/contracts/interval';
import { openOf } from '@streamforge/market/interval';
import { closeOf, type BarSeries, type Close } from './bar-series.ts';

/** Reads a series forward from a moment on. */
export class SeriesCursor {
  readonly #pages: AsyncIterator<readonly StoredEntry[]>;
  readonly #interval: Interval;
  #closes: readonly Close[] = [];
  #at = 0;
  #over = false;

  /** From the bar on that closes at `time`, or is the last before it where none is missing. */
  constructor(documents: DocumentStore, { name, interval }: BarSeries, time: number) {
    this.#interval = interval;
    this.#pages = documents.scan('candles', name, { from: openOf(interval, openOf(interval, time) - 1) })[Symbol.asyncIterator]();
  }

  /** The next close, or undefined at the end; wait for `ready()` before. */
  get next(): Close | undefined {
    return this.#closes[this.#at];
  }

  get needsPage(): boolean {
    return this.#at >= this.#closes.length && !this.#over;
  }

  async ready(): Promise<void> {
    while (this.needsPage) {
      const { value, done = false } = await this.#pages.next() as IteratorResult<readonly StoredEntry[], undefined>;
      this.#over = done;
      this.#closes = (value ?? []).flatMap((entry) => closeOf(entry, this.#interval) ?? []);
      this.#at = 0;
    }
  }

  /** Takes what closes up to and at a moment; answers the last of it. */
  async skipTo(time: number): Promise<Close | undefined> {
    for (let last: Close | undefined; ; this.#at += 1) {
      if (this.needsPage) await this.ready();
      if (this.next === undefined || this.next.time > time) return last;
      last = this.next;
    }
  }

  async end(): Promise<void> {
    await this.#pages.return?.();
  }
}
