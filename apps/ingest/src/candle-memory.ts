import type { Interval } from '@streamforge/contracts/interval';
import type { CandleFold } from '@streamforge/market/candle-fold';

/** Candles under construction of one series of trades, by interval and open time. */
export type Folds = ReadonlyMap<Interval, Map<number, CandleFold>>;

/** A series as it was after a batch: each fold holds every stored trade of its interval. */
export interface RememberedSeries {
  /** Trades that were stored. */
  readonly count: number;
  /** Time of the last of them. */
  readonly last: number;
  readonly folds: Folds;
}

/** Folds of one interval of a series, and of all series together; a fold takes about 2 kB. */
const MOST_OF_INTERVAL = 500;
const MOST = 10_000;

/**
 * Remembers candles under construction, so that a batch of trades is added to them instead of reading the whole interval again. The
 * memory is a shortcut and no state: it is taken out before a batch and put back after all of it is stored, a batch that fails leaves
 * none, and whoever takes it compares its count with the store's.
 */
export class CandleMemory {
  readonly #series = new Map<string, RememberedSeries>();
  #size = 0;

  /** Takes a series out. */
  take(series: string): RememberedSeries | undefined {
    const taken = this.#series.get(series);
    if (taken === undefined) return undefined;
    this.#series.delete(series);
    this.#size -= sizeOf(taken.folds);
    return taken;
  }

  /** Puts a series in; the oldest folds and the series that were not used for longest make room. */
  put(series: string, remembered: RememberedSeries): void {
    this.take(series);
    for (const folds of remembered.folds.values()) forgetOldest(folds);
    this.#series.set(series, remembered);
    this.#size += sizeOf(remembered.folds);
    for (const oldest of this.#series.keys()) {
      if (this.#size <= MOST) break;
      this.take(oldest);
    }
  }
}

const sizeOf = (folds: Folds): number => [...folds.values()].reduce((sum, ofInterval) => sum + ofInterval.size, 0);

const forgetOldest = (folds: Map<number, CandleFold>): void => {
  for (const openTime of folds.keys()) {
    if (folds.size <= MOST_OF_INTERVAL) break;
    folds.delete(openTime);
  }
};

const memories = new WeakMap<object, CandleMemory>();

/** The memory that belongs to a document store. */
export const candleMemoryOf = (documents: object): CandleMemory => {
  const memory = memories.get(documents) ?? new CandleMemory();
  memories.set(documents, memory);
  return memory;
};
