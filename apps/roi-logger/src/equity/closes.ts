/** Closes of an asset's bars, in the order in which the bars closed: what open quantities are marked with. */
import type { Interval } from '@streamforge/contracts/interval';
import type { DocumentStore, StoredEntry } from '@streamforge/document-store/port';
import { approximateLength, nextOpen, openOf } from '@streamforge/market/interval';
import { parseCandleSeries } from '@streamforge/market/series';

export interface Close {
  /** When the bar closed: the first millisecond after it. */
  readonly time: number;
  readonly price: string;
}

export interface AssetName {
  readonly exchange: string;
  readonly symbol: string;
}

/** A series of an asset's bars. */
interface BarSeries {
  readonly name: string;
  readonly interval: Interval;
  /** Open time of its last bar. */
  readonly last: number;
}

/** What a body must say of a bar. */
interface BarBody {
  readonly close: string;
  readonly closed: boolean;
}

const decoder = new TextDecoder();

/** Closes beyond this could not be multiplied with any quantity and stay exact; there are none in any market. */
const USABLE = /^\d{1,15}(?:\.|$)/;

/** The close of a stored bar; undefined while it may still change. */
const closeOf = ({ order, body }: StoredEntry, interval: Interval): Close | undefined => {
  if (body === null) return undefined;
  const { close, closed } = JSON.parse(decoder.decode(body)) as BarBody;
  return closed && USABLE.test(close) ? { time: nextOpen(interval, order), price: close } : undefined;
};

/** Series that one asset may have: 16 intervals of two origins. */
const MOST_SERIES = 32;

/**
 * The series of an asset's bars, the one that decides first: of bars that close together, the shortest says best what was paid last, and
 * what the venue published stands before what we built.
 */
export const seriesOf = async (documents: DocumentStore, { exchange, symbol }: AssetName): Promise<readonly BarSeries[]> => {
  const found = await documents.series('candles', { prefix: `${exchange}:${symbol}:`, limit: MOST_SERIES });
  return found.flatMap(({ series: name, last }) => {
    const parsed = parseCandleSeries(name);
    return parsed === undefined ? [] : [{ name, last, interval: parsed.interval, origin: parsed.origin }];
  }).toSorted((a, b) => approximateLength(a.interval) - approximateLength(b.interval) || (a.origin === b.origin ? 0 : a.origin === 'published' ? -1 : 1));
};

/** Bars looked at together where the last closed one is looked for: the newest may be open. */
const LOOK = 4;

/** The last close of a series at or before a moment. */
const lastClose = async (documents: DocumentStore, { name, interval }: BarSeries, time: number): Promise<Close | undefined> => {
  // A bar that opens before the interval of `time` has closed by then.
  let to = openOf(interval, time);
  for (;;) {
    let seen = 0;
    for await (const page of documents.scan('candles', name, { to, reverse: true, limit: LOOK })) {
      for (const entry of page) {
        const close = closeOf(entry, interval);
        if (close !== undefined) return close;
        to = entry.order;
        seen += 1;
      }
    }
    if (seen < LOOK) return undefined;
  }
};

/** When the first bar of an asset closes after a moment; Infinity where none is stored. */
export const nextCloseAfter = async (documents: DocumentStore, asset: AssetName, time: number): Promise<number> => {
  let next = Number.POSITIVE_INFINITY;
  for (const { name, interval, last } of await seriesOf(documents, asset)) {
    if (nextOpen(interval, last) <= time) continue;
    search: for await (const page of documents.scan('candles', name, { from: openOf(interval, time), limit: 1_000 })) {
      for (const entry of page) {
        const close = closeOf(entry, interval);
        if (close === undefined || close.time <= time) continue;
        next = Math.min(next, close.time);
        break search;
      }
    }
  }
  return next;
};

/** Reads a series forward from a moment on. */
class SeriesCursor {
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

/** An asset's closes from a moment on, with the mark that stands at each. */
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
