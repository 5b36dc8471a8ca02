import type { DocumentStore } from '@streamforge/document-store/port';
import { nextOpen } from '@streamforge/market/interval';
import { lastClose, seriesOf, type AssetName, type Close } from './bar-series.ts';
import { SeriesCursor } from './series-cursor.ts';

/** An asset's closes from a moment on, in the order in which its bars closed, with the mark that stands at each. */
export class AssetCloses {
  readonly #cursors: readonly SeriesCursor[];
  #mark: Close | undefined;

  private constructor(cursors: readonly SeriesCursor[], mark: Close | undefined) {
    this.#cursors = cursors;
    this.#mark = mark;
  }

  /** Stands at `time`: what closed until then is the mark, what closes later is yet to come. */
  static async open(documents: DocumentStore, asset: AssetName, time: number): Promise<AssetCloses> {
    const cursors: SeriesCursor[] = [];
    let mark: Close | undefined;
    for (const series of await seriesOf(documents, asset)) {
      // A series that ended before has nothing to come.
      const cursor = nextOpen(series.interval, series.last) > time ? new SeriesCursor(documents, series, time) : undefined;
      const close = await cursor?.skipTo(time) ?? await lastClose(documents, series, time);
      if (cursor !== undefined) cursors.push(cursor);
      if (close !== undefined && close.time > (mark?.time ?? Number.NEGATIVE_INFINITY)) mark = close;
    }
    return new AssetCloses(cursors, mark);
  }

  /** The last close so far; undefined where no bar has closed. */
  get mark(): string | undefined {
    return this.#mark?.price;
  }

  /** When the next bar closes; Infinity at the end. */
  async nextTime(): Promise<number> {
    let next = Number.POSITIVE_INFINITY;
    for (const cursor of this.#cursors) {
      if (cursor.needsPage) await cursor.ready();
      next = Math.min(next, cursor.next?.time ?? Number.POSITIVE_INFINITY);
    }
    return next;
  }

  /** Takes what closes up to and at a moment; whether anything did. */
  async advance(time: number): Promise<boolean> {
    let moved = false;
    for (const cursor of this.#cursors) {
      const close = await cursor.skipTo(time);
      if (close === undefined) continue;
      moved = true;
      // Cursors come in the order in which they decide, so of those that close together the first stands.
      if (close.time > (this.#mark?.time ?? Number.NEGATIVE_INFINITY)) this.#mark = close;
    }
    return moved;
  }

  async end(): Promise<void> {
    for (const cursor of this.#cursors) await cursor.end();
  }
}
