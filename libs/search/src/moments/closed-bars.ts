import type { Bar } from '@streamforge/contracts/events/bar';
import type { DocumentStore, ScanRange, StoredEntry } from '@streamforge/document-store/port';
import type { WindowBar } from '@streamforge/market/windows';
import { versionNumber } from './window-version.ts';

/** A closed bar with its version as a number. */
export interface ClosedBar extends WindowBar {
  readonly version: bigint;
}

const decoder = new TextDecoder();

const closedBar = ({ body, version }: StoredEntry): ClosedBar | undefined => {
  if (body === null) return undefined;
  const { openTime, open, close, volume, closed } = JSON.parse(decoder.decode(body)) as Bar;
  return closed ? { openTime, open: Number(open), close: Number(close), volume: Number(volume), version: versionNumber(version) } : undefined;
};

/** The closed bars of a series of the candles collection within a range, in the range's order. */
export const closedBars = async (documents: DocumentStore, series: string, range: ScanRange): Promise<readonly ClosedBar[]> => {
  const bars: ClosedBar[] = [];
  for await (const page of documents.scan('candles', series, range)) {
    for (const entry of page) {
      const bar = closedBar(entry);
      if (bar !== undefined) bars.push(bar);
    }
  }
  return bars;
};
