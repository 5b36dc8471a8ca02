/** What the document store has of an asset's bars, and the closes in it. */
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
export interface BarSeries {
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
export const closeOf = ({ order, body }: StoredEntry, interval: Interval): Close | undefined => {
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
export const lastClose = async (documents: DocumentStore, { name, interval }: BarSeries, time: number): Promise<Close | undefined> => {
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
