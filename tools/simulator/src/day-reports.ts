/** Documents that report a day of each sector: who rose, who fell, how the weather was. */
import { DAY, dayOf, timeOfDay } from './days.ts';
import type { SimulatedEvent } from './events.ts';
import { MINUTE } from './minute-of-trades.ts';
import type { Regime } from './regimes.ts';
import type { SimulatedAsset } from './roster.ts';

/** Takes each minute’s closes, in the order of the assets; gives the reports when a day is over. */
export type DayReporter = (openTime: number, closes: readonly number[], regime: Regime) => readonly SimulatedEvent<'documents.v1'>[];

interface Day {
  readonly openTime: number;
  readonly first: readonly number[];
  high: number[];
  low: number[];
  readonly minutes: Record<Regime, number>;
}

export const dayReporter = (assets: readonly SimulatedAsset[]): DayReporter => {
  let day: Day | undefined;
  return (openTime, closes, regime) => {
    day ??= { openTime, first: [...closes], high: [...closes], low: [...closes], minutes: { calm: 0, normal: 0, stormy: 0 } };
    const { high, low, minutes } = day;
    day.high = closes.map((close, at) => Math.max(close, high[at] ?? close));
    day.low = closes.map((close, at) => Math.min(close, low[at] ?? close));
    minutes[regime] += 1;
    if ((openTime + MINUTE) % DAY !== 0) return [];
    const over = day;
    day = undefined;
    return [...Map.groupBy(assets.keys(), (at) => assets[at]?.sector ?? '')]
      .map(([sector, members]) => report(sector, members.flatMap((at) => courseOf(assets, at, over, closes)), over));
  };
};

/** What became of an asset in a day. */
interface Course {
  readonly asset: SimulatedAsset;
  readonly leads: boolean;
  readonly change: number;
  readonly close: number;
  readonly high: number;
  readonly low: number;
}

const courseOf = (
  assets: readonly SimulatedAsset[], at: number, { first, high, low }: Day, closes: readonly number[],
): readonly Course[] => {
  const [asset, close, before] = [assets[at], closes[at], first[at]];
  if (asset === undefined || close === undefined || before === undefined) return [];
  return [{ asset, leads: asset.leader === undefined, change: close / before - 1, close, high: high[at] ?? close, low: low[at] ?? close }];
};

const percent = (change: number): string => `${change < 0 ? 'fell' : 'rose'} ${(Math.abs(change) * 100).toFixed(2)} %`;

const line = ({ asset, leads, change, close, high, low }: Course): string =>
  `${asset.name} (${asset.symbol})${leads ? ', the leader of the sector,' : ''} ${percent(change)} to ${close.toFixed(asset.priceDigits)}, `
  + `between ${low.toFixed(asset.priceDigits)} and ${high.toFixed(asset.priceDigits)}.`;

const weather = ({ minutes: { calm, normal, stormy } }: Day): string =>
  `The market was calm for ${calm} minutes, normal for ${normal} and stormy for ${stormy}.`;

const report = (sector: string, courses: readonly Course[], day: Day): SimulatedEvent<'documents.v1'> => {
  const publishedAt = day.openTime - day.openTime % DAY + DAY;
  const named = dayOf(day.openTime);
  const mean = courses.reduce((sum, { change }) => sum + change, 0) / courses.length;
  const since = day.openTime % DAY === 0 ? '' : ` since ${timeOfDay(day.openTime)} UTC`;
  const value = {
    id: `sim-day-${sector}-${named}`,
    title: `Market report ${named}: the ${sector} sector ${percent(mean)} on average`,
    text: `The ${sector} sector on ${named}${since}: on average its assets ${percent(mean)}. `
      + `${courses.map(line).join(' ')} ${weather(day)} This market is simulated; none of it happened.`,
    source: 'StreamForge simulator',
    publishedAt,
    symbols: courses.map(({ asset }) => asset.symbol),
    language: 'en',
    simulated: true,
    metadata: { kind: 'day-report', sector, day: named, changePercent: Number((mean * 100).toFixed(2)), stormyMinutes: day.minutes.stormy },
  };
  return { topic: 'documents.v1', value };
};
