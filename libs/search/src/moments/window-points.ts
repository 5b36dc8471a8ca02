import { DEFAULT_TENANT } from '@streamforge/contracts/events/document';
import { WINDOW_BARS } from '@streamforge/contracts/vector-collections';
import { candleSeries, type CandleSeries } from '@streamforge/market/series';
import { forwardReturn, windowEnds, windowVector } from '@streamforge/market/windows';
import type { VectorPoint } from '@streamforge/vector-store/port';
import type { ClosedBar } from './closed-bars.ts';
import { momentPayload } from './payload.ts';
import { windowVersion } from './window-version.ts';

/** Market data belongs to nobody in particular. */
export const MARKET_TENANT = DEFAULT_TENANT;

/** The points of the full windows among these bars that end from `first` to `last` (open times). */
export const windowPoints = (
  named: CandleSeries, bars: readonly ClosedBar[], { first, last }: { readonly first: number; readonly last: number },
): readonly VectorPoint[] => {
  const series = candleSeries(named);
  const sums = prefixSums(bars);
  return windowEnds(named.interval, bars).filter((end) => bars[end]!.openTime >= first && bars[end]!.openTime <= last).map((end) => {
    const begin = end - WINDOW_BARS + 1;
    const forward = forwardReturn(named.interval, bars, end);
    const [from, to] = [bars[begin]!.openTime, bars[end]!.openTime];
    return {
      tenant: MARKET_TENANT,
      id: `${series}:${to}`,
      version: windowVersion(sums[forward === undefined ? end + 1 : end + 2]! - sums[begin]!),
      dense: { window: windowVector(bars, end) },
      sparse: {},
      payload: momentPayload({ ...named, from, to, forwardReturn: forward ?? null }),
    };
  });
};

/** At each place the sum of the versions of all bars before it: exact, so that it does not matter where reading began. */
const prefixSums = (bars: readonly ClosedBar[]): readonly bigint[] => {
  const sums = [0n];
  let sum = 0n;
  for (const { version } of bars) sums.push(sum += version);
  return sums;
};
