/** Prices: the newest bar of a range, what it gained since the range began, and where it stood highest and lowest. */
import { compareDecimals } from '@streamforge/contracts/decimal';
import type { Bar } from '@streamforge/contracts/events/bar';
import type { DocumentStore, StoredEntry } from '@streamforge/document-store/port';
import { nextOpen } from '@streamforge/market/interval';
import { simpleReturn } from '@streamforge/market/returns';
import type { KnownAsset } from '../question/assets-named.ts';
import { A_DAY, rangeOf, type TimeHint, type TimeRange } from '../question/time-hint.ts';
import type { Evidence } from './evidence.ts';
import { signedPercent, timeText } from './figures.ts';
import { plainText } from './plain-text.ts';
import { MOST_BARS, newestOf, seriesForRange, seriesOfAsset, type BarSeries } from './series-of-asset.ts';

interface StoredBar {
  readonly bar: Bar;
  readonly entry: StoredEntry;
}

const decoder = new TextDecoder();
const barIn = (entry: StoredEntry): readonly StoredBar[] => {
  const bar = entry.body === null ? undefined : JSON.parse(decoder.decode(entry.body)) as Bar;
  return bar?.closed === true ? [{ bar, entry }] : [];
};

/** Closed bars of the range, ascending; the newest ones where there are too many. */
const barsIn = async (
  documents: Pick<DocumentStore, 'scan'>, { series }: BarSeries, { from, to }: TimeRange,
): Promise<readonly StoredBar[]> => {
  const bars: StoredBar[] = [];
  const pages = documents.scan('candles', series, { from, to, reverse: true, limit: MOST_BARS });
  for await (const page of pages) bars.push(...page.flatMap(barIn));
  return bars.toReversed();
};

const extreme = (bars: readonly StoredBar[], better: (a: Bar, b: Bar) => boolean): StoredBar | undefined => {
  let found = bars[0];
  for (const one of bars) if (found !== undefined && better(one.bar, found.bar)) found = one;
  return found;
};

/** What is said of an asset's prices. */
export const barEvidence = async (
  documents: Pick<DocumentStore, 'scan' | 'series'>, asset: KnownAsset, hint: TimeHint = A_DAY,
): Promise<readonly Evidence[]> => {
  const all = await seriesOfAsset(documents, asset);
  const newest = newestOf(all);
  const range = newest === undefined ? undefined : rangeOf(hint, newest);
  const chosen = range === undefined ? undefined : seriesForRange(all, range);
  if (range === undefined || chosen === undefined) return [];
  const bars = await barsIn(documents, chosen, range);
  const [first, last] = [bars[0], bars.at(-1)];
  if (first === undefined || last === undefined) return [];
  const name = asset.name === undefined ? asset.symbol : `${plainText(asset.name, 100)} (${asset.symbol})`;
  const told = ({ entry, bar }: StoredBar, what: string): Evidence => ({
    kind: 'bar',
    title: `${asset.symbol} on ${asset.exchange}, ${chosen.interval} bar of ${timeText(bar.openTime)}`,
    text: `${name} on ${asset.exchange} ${what}`,
    source: { topic: entry.source.topic, partition: entry.source.partition, offset: entry.source.offset },
  });
  const closesAt = (bar: Bar): string => timeText(nextOpen(chosen.interval, bar.openTime));
  const newestText = `closed at ${last.bar.close} at ${closesAt(last.bar)} (${chosen.interval} bar: open ${last.bar.open}, `
    + `high ${last.bar.high}, low ${last.bar.low}, volume ${last.bar.volume}).`;
  if (first === last) return [told(last, newestText)];
  const span = `between ${timeText(first.bar.openTime)} and ${closesAt(last.bar)}`;
  const inBar = ({ bar }: StoredBar): string => `in the ${chosen.interval} bar of ${timeText(bar.openTime)}`;
  const gain = simpleReturn(Number(first.bar.open), Number(last.bar.close));
  const highest = extreme(bars, (a, b) => compareDecimals(a.high, b.high) > 0) ?? last;
  const lowest = extreme(bars, (a, b) => compareDecimals(a.low, b.low) < 0) ?? last;
  return [
    told(last, newestText),
    ...gain === undefined
      ? []
      : [told(first, `changed by ${signedPercent(gain)} ${span}: it opened at ${first.bar.open} and closed at ${last.bar.close}.`)],
    told(highest, `was highest ${span} at ${highest.bar.high}, ${inBar(highest)}.`),
    told(lowest, `was lowest ${span} at ${lowest.bar.low}, ${inBar(lowest)}.`),
  ];
};
