/** The candle of a bucket of trades. */
import type { Candle } from '@streamforge/contracts/events/candle';
import type { Trade } from '@streamforge/contracts/events/trade';
import { CandleFold, type CandleName } from './candle-fold.ts';

export interface Bucket extends CandleName {
  /** First millisecond of the bucket. */
  readonly openTime: number;
}

/** The candle of all trades of a bucket, in whatever order they come, as `CandleFold` builds it; undefined when there are none. */
export const buildCandle = (trades: Iterable<Trade>, bucket: Bucket): Candle | undefined => {
  const fold = new CandleFold(bucket.openTime);
  let empty = true;
  for (const trade of trades) {
    fold.add(trade);
    empty = false;
  }
  return empty ? undefined : fold.candle(bucket);
};
