import { TerminalError } from '@streamforge/contracts/errors';
import type { Bar } from '@streamforge/contracts/events/bar';
import type { DocumentStore, StoredEntry } from '@streamforge/document-store/port';
import type { BarField } from '@streamforge/market/snapshot/panel';
import { Lineage, type OffsetRange } from './lineage.ts';
import { seriesOf, type ChosenBars } from './universe.ts';

type Column = Float64Array<ArrayBuffer>;

/** Bars of one asset by open time, ascending: closes, and what else its features look at. */
export interface BarsOfAsset extends Partial<Readonly<Record<BarField, Column>>> {
  readonly symbol: string;
  readonly openTimes: Column;
  readonly closes: Column;
}

export interface ReadBars {
  readonly series: readonly BarsOfAsset[];
  readonly inputs: readonly OffsetRange[];
  readonly bars: number;
}

/** Bars that are read at once: 16 to 40 bytes each, and some of their features besides. */
const MOST_BARS = 5_000_000;

const decoder = new TextDecoder();

/** The bar of an entry; undefined where it is deleted, or may still change. */
export const closedBar = ({ body }: StoredEntry): Bar | undefined => {
  if (body === null) return undefined;
  const bar = JSON.parse(decoder.decode(body)) as Bar;
  return bar.closed ? bar : undefined;
};

const nameOf: Readonly<Record<BarField, 'open' | 'high' | 'low' | 'volume'>> = { opens: 'open', highs: 'high', lows: 'low', volumes: 'volume' };

/** A number of a bar as a float, which it stays: it feeds numeric models only. */
export const numberOf = (bar: Bar, field: BarField): number => Number(bar[nameOf[field]]);

/**
 * Reads the closed bars of a universe, one asset after another: of each bar the close, these fields and where it came from are kept, and
 * nothing else. Rejects with `REQUEST_INVALID` where there are too many.
 */
export const readBars = async (documents: DocumentStore, chosen: ChosenBars, fields: readonly BarField[], signal: AbortSignal): Promise<ReadBars> => {
  const lineage = new Lineage();
  const series: BarsOfAsset[] = [];
  let bars = 0;
  for (const asset of chosen.assets) {
    const openTimes: number[] = [];
    const closes: number[] = [];
    const others = fields.map((field): readonly [BarField, number[]] => [field, []]);
    for await (const page of documents.scan('candles', seriesOf(chosen, asset), { from: chosen.from, to: chosen.to })) {
      signal.throwIfAborted();
      for (const entry of page) {
        const bar = closedBar(entry);
        if (bar === undefined) continue;
        openTimes.push(bar.openTime);
        closes.push(Number(bar.close));
        for (const [field, values] of others) values.push(numberOf(bar, field));
        lineage.add(entry.source);
      }
      if (bars + closes.length > MOST_BARS) throw new TerminalError('REQUEST_INVALID', `More than ${MOST_BARS} bars: name fewer symbols or a shorter range.`);
    }
    bars += closes.length;
    const columns: Partial<Record<BarField, Column>> = Object.fromEntries(others.map(([field, values]) => [field, Float64Array.from(values)]));
    series.push({ symbol: asset.symbol, openTimes: Float64Array.from(openTimes), closes: Float64Array.from(closes), ...columns });
  }
  return { series, inputs: lineage.ranges(), bars };
};
