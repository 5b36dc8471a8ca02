/** What moved most: the change of many assets over one range, told of the few that changed most. */
import type { Bar } from '@streamforge/contracts/events/bar';
import type { DocumentStore, ScanRange, StoredEntry } from '@streamforge/document-store/port';
import { nextOpen } from '@streamforge/market/interval';
import { simpleReturn } from '@streamforge/market/returns';
import type { KnownAsset } from '../question/assets-named.ts';
import { A_DAY, rangeOf, type TimeHint } from '../question/time-hint.ts';
import type { Evidence } from './evidence.ts';
import { signedPercent, timeText } from './figures.ts';
import { newestOf, seriesForRange, seriesOfAsset } from './series-of-asset.ts';

/** Assets that are told of. */
const MOST_MOVERS = 6;
/** Bars at an end of the range among which a closed one is looked for. */
const NEAR = 3;

type Documents = Pick<DocumentStore, 'scan' | 'series'>;

interface Mover {
  readonly gain: number;
  readonly evidence: Evidence;
}

interface StoredBar {
  readonly bar: Bar;
  readonly source: StoredEntry['source'];
}

const decoder = new TextDecoder();

/** The first closed bar of a range, from its beginning or from its end. */
const closedBar = async (documents: Documents, series: string, range: ScanRange): Promise<StoredBar | undefined> => {
  for await (const page of documents.scan('candles', series, { ...range, limit: NEAR })) {
    for (const { body, source } of page) {
      const bar = body === null ? undefined : JSON.parse(decoder.decode(body)) as Bar;
      if (bar?.closed === true) return { bar, source };
    }
  }
  return undefined;
};

const moverOf = async (documents: Documents, asset: KnownAsset, hint: TimeHint): Promise<readonly Mover[]> => {
  const all = await seriesOfAsset(documents, asset);
  const newest = newestOf(all);
  const range = newest === undefined ? undefined : rangeOf(hint, newest);
  const chosen = range === undefined ? undefined : seriesForRange(all, range);
  if (range === undefined || chosen === undefined) return [];
  const [first, last] = await Promise.all([
    closedBar(documents, chosen.series, range), closedBar(documents, chosen.series, { ...range, reverse: true }),
  ]);
  const gain = first === undefined || last === undefined ? undefined : simpleReturn(Number(first.bar.open), Number(last.bar.close));
  if (first === undefined || last === undefined || gain === undefined || first.bar.openTime === last.bar.openTime) return [];
  const span = `between ${timeText(first.bar.openTime)} and ${timeText(nextOpen(chosen.interval, last.bar.openTime))}`;
  const { topic, partition, offset } = last.source;
  return [{
    gain,
    evidence: {
      kind: 'bar',
      title: `${asset.symbol} on ${asset.exchange}, ${chosen.interval} bar of ${timeText(last.bar.openTime)}`,
      text: `${asset.symbol} on ${asset.exchange} changed by ${signedPercent(gain)} ${span}: it opened at ${first.bar.open} `
        + `and closed at ${last.bar.close}.`,
      source: { topic, partition, offset },
    },
  }];
};

/** The assets that changed most, in either direction, the greatest gain first. */
export const moverEvidence = async (
  documents: Documents, assets: readonly KnownAsset[], hint: TimeHint = A_DAY,
): Promise<readonly Evidence[]> => {
  const movers = (await Promise.all(assets.map((asset) => moverOf(documents, asset, hint)))).flat();
  const most = movers.toSorted((a, b) => Math.abs(b.gain) - Math.abs(a.gain)).slice(0, MOST_MOVERS);
  return most.toSorted((a, b) => b.gain - a.gain).map(({ evidence }) => evidence);
};
