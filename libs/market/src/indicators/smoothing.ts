/** The exponential smoothing beneath EMA, MACD, RSI and ATR. */

/** Takes the next number; answers with the smoothed one, or undefined until the seed is complete. */
export type Smoothing = (value: number) => number | undefined;

/**
 * Seeded with the mean of the first `period` numbers; from then on each number moves the value by `weight` of its distance.
 * EMA has the weight 2 / (period + 1), Wilder's smoothing 1 / period. Source: TA-Lib's TA_EMA and Wilder (1978).
 */
export const smoothing = (period: number, weight: number): Smoothing => {
  let [smoothed, count] = [0, 0];
  return (value) => {
    if (count >= period) {
      smoothed += (value - smoothed) * weight;
      return smoothed;
    }
    count += 1;
    smoothed += (value - smoothed) / count;
    return count === period ? smoothed : undefined;
  };
};

/** The weight of an EMA over `period` bars. */
export const exponentialWeight = (period: number): number => 2 / (period + 1);

/** The weight of Wilder's smoothing over `period` bars. */
export const wilderWeight = (period: number): number => 1 / period;

/** What a start may still weigh before it counts as forgotten. */
const FORGOTTEN = 1e-12;

/** Numbers after which a smoothing has forgotten where it started: its seed, then as many as wear that down to 1e-12. */
export const settlingTime = (period: number, weight: number): number =>
  period + (weight < 1 ? Math.ceil(Math.log(FORGOTTEN) / Math.log1p(-weight)) : 0);
