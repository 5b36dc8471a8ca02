import type { Origin } from '@streamforge/contracts/events/bar';
import type { Interval } from '@streamforge/contracts/interval';

/** A window of consecutive closed bars. */
export interface Moment {
  readonly exchange: string;
  readonly symbol: string;
  readonly interval: Interval;
  readonly origin: Origin;
  /** Open time of its first bar, epoch milliseconds. */
  readonly from: number;
  /** Open time of its last bar. */
  readonly to: number;
  /** Log return from the close of its last bar to that of the next one; null while that is not known. */
  readonly forwardReturn: number | null;
}

export interface SimilarMoment extends Moment {
  /** Cosine of the two windows, −1 to 1. */
  readonly score: number;
}

export interface MomentSearch {
  readonly exchange: string;
  readonly symbol: string;
  readonly interval: Interval;
  /** Open time of the window’s last bar; the newest full window when absent. */
  readonly at?: number | undefined;
  /** Most moments, 1 to 100. */
  readonly limit: number;
  /** Looks among moments of the same series only. */
  readonly sameSeries?: boolean | undefined;
}

export interface SimilarMoments {
  readonly moment: Moment;
  /** The likest first. None overlaps the moment itself or a liker one in time, where they are of the same market series. */
  readonly found: readonly SimilarMoment[];
}
