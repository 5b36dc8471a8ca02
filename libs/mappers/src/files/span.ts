/** Which interval a stretch of time is. */
import { intervals, type Interval } from '@streamforge/contracts/interval';
import { approximateLength } from '@streamforge/market/interval';

const DAY = 86_400_000;

const spans: ReadonlyMap<number, Interval> = new Map<number, Interval>([
  ...intervals.filter((interval) => interval !== '1M').map((interval) => [approximateLength(interval), interval] as const),
  ...[28, 29, 30, 31].map((days) => [days * DAY, '1M'] as const),
]);

/** The interval that lasts `ms`; 28 to 31 days are a month. */
export const intervalOfSpan = (ms: number): Interval | undefined => spans.get(ms);

/** Whether a text names an interval. */
export const isInterval = (name: string): name is Interval => (intervals as readonly string[]).includes(name);
