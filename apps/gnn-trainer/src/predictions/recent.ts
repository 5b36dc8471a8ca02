/** The newest closed bars of a model’s assets, and which of their times is ready to be predicted from. */
import type { Interval } from '@streamforge/contracts/interval';
import type { DocumentStore, Source } from '@streamforge/document-store/port';
import { ordinalOf } from '@streamforge/market/interval';
import type { BarField } from '@streamforge/market/snapshot/panel';
import { closedBar, numberOf } from '../bars/read.ts';
import { seriesOf, type ChosenBars } from '../bars/universe.ts';

export interface RecentBar {
  readonly openTime: number;
  readonly close: number;
  /** The fields that were asked for, in their order. */
  readonly others: readonly number[];
  readonly source: Source;
}

export interface RecentBars {
  readonly symbol: string;
  /** Ascending by open time. */
  readonly bars: readonly RecentBar[];
}

/** Reads the newest `count` bars of each asset: closes and these fields. */
export const readRecent = async (documents: DocumentStore, universe: ChosenBars, fields: readonly BarField[], count: number): Promise<readonly RecentBars[]> =>
  await Promise.all(universe.assets.map(async (asset) => {
    const bars: RecentBar[] = [];
    for await (const page of documents.scan('candles', seriesOf(universe, asset), { reverse: true, limit: count })) {
      for (const entry of page) {
        const bar = closedBar(entry);
        if (bar === undefined) continue;
        bars.unshift({ openTime: bar.openTime, close: Number(bar.close), others: fields.map((field) => numberOf(bar, field)), source: entry.source });
      }
    }
    return { symbol: asset.symbol, bars };
  }));

/** An asset whose newest bar is older than this many intervals has stopped trading, and is not waited for. */
const STOPPED = 3;

/**
 * The newest open time at which every asset that still trades has its bar; where there is none, the newest of all. Bars of one time arrive one
 * after the other, and a prediction that did not wait would miss what the last of them says. Undefined without any bar.
 */
export const readyTime = (recent: readonly RecentBars[], interval: Interval): number | undefined => {
  const newestOf = ({ bars }: RecentBars): number => bars.at(-1)?.openTime ?? -Infinity;
  const newest = Math.max(-Infinity, ...recent.map(newestOf));
  if (newest === -Infinity) return undefined;
  const trading = recent.filter((each) => ordinalOf(interval, newest) - ordinalOf(interval, newestOf(each)) <= STOPPED);
  const counts = new Map<number, number>();
  for (const { bars } of trading) for (const { openTime } of bars) counts.set(openTime, (counts.get(openTime) ?? 0) + 1);
  const complete = [...counts].filter(([, count]) => count === trading.length).map(([time]) => time);
  return complete.length === 0 ? newest : Math.max(...complete);
};
