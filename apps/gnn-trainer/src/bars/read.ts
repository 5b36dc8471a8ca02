import { TerminalError } from '@streamforge/contracts/errors';
import type { Bar } from '@streamforge/contracts/events/bar';
import type { DocumentStore, StoredEntry } from '@streamforge/document-store/port';
import { Lineage, type OffsetRange } from './lineage.ts';
import { seriesOf, type ChosenBars } from './universe.ts';

/** Closes of one asset by open time, ascending. */
export interface ClosesOfAsset {
  readonly symbol: string;
  readonly openTimes: Float64Array<ArrayBuffer>;
  readonly closes: Float64Array<ArrayBuffer>;
}

export interface ReadBars {
  readonly series: readonly ClosesOfAsset[];
  readonly inputs: readonly OffsetRange[];
  readonly bars: number;
}

/** Bars that are read at once: 16 bytes each, and some of their features besides. */
const MOST_BARS = 5_000_000;

const decoder = new TextDecoder();

/** The bar of an entry; undefined where it is deleted, or may still change. */
export const closedBar = ({ body }: StoredEntry): Bar | undefined => {
  if (body === null) return undefined;
  const bar = JSON.parse(decoder.decode(body)) as Bar;
  return bar.closed ? bar : undefined;
};

/**
 * Reads the closed bars of a universe, one asset after another: of each bar the close and where it came from are kept, and nothing else.
 * Prices become floats here and stay so: they feed numeric models only. Rejects with `REQUEST_INVALID` where there are too many.
 */
export const readBars = async (documents: DocumentStore, chosen: ChosenBars, signal: AbortSignal): Promise<ReadBars> => {
  const lineage = new Lineage();
  const series: ClosesOfAsset[] = [];
  let bars = 0;
  for (const asset of chosen.assets) {
    const openTimes: number[] = [];
    const closes: number[] = [];
    for await (const page of documents.scan('candles', seriesOf(chosen, asset), { from: chosen.from, to: chosen.to })) {
      signal.throwIfAborted();
      for (const entry of page) {
        const bar = closedBar(entry);
        if (bar === undefined) continue;
        openTimes.push(bar.openTime);
        closes.push(Number(bar.close));
        lineage.add(entry.source);
      }
      if (bars + closes.length > MOST_BARS) throw new TerminalError('REQUEST_INVALID', `More than ${MOST_BARS} bars: name fewer symbols or a shorter range.`);
    }
    bars += closes.length;
    series.push({ symbol: asset.symbol, openTimes: Float64Array.from(openTimes), closes: Float64Array.from(closes) });
  }
  return { series, inputs: lineage.ranges(), bars };
};
