/**
 * Entries of one key in one call: only the one that stands in the end is sent, since a statement writes a row once; the verdict of each
 * follows from the version that the database had before.
 */
import type { CollectionName } from '@streamforge/contracts/collections';
import { collections } from '@streamforge/contracts/collections';
import type { Verdict, VersionedEntry } from '../port.ts';

export interface Folded<Entry extends VersionedEntry> {
  /** One entry for each key. */
  readonly sent: readonly Entry[];
  /** Verdicts of all entries, in order, from the versions that were there, by place in `sent`. */
  verdicts(previous: ReadonlyMap<number, Uint8Array>): readonly Verdict[];
}

/** What becomes of an entry where `current` is. */
const judge = (keeps: 'newest' | 'first', current: Uint8Array | undefined, version: Uint8Array): Verdict => {
  if (current === undefined) return 'stored';
  const comparison = Buffer.compare(version, current);
  if (comparison === 0) return 'same';
  if (keeps === 'first') return 'conflict';
  return comparison > 0 ? 'stored' : 'older';
};

/** Whether orders rise within each series, as they do where a stream is appended: then no two keys are the same. */
const rising = (entries: readonly VersionedEntry[]): boolean => {
  const last = new Map<string, number>();
  for (const { series, order } of entries) {
    const before = last.get(series);
    if (before !== undefined && before >= order) return false;
    last.set(series, order);
  }
  return true;
};

export const fold = <Entry extends VersionedEntry>(collection: CollectionName, entries: readonly Entry[]): Folded<Entry> => {
  const { identity, keeps } = collections[collection];
  const alone = (previous: ReadonlyMap<number, Uint8Array>): readonly Verdict[] =>
    entries.map(({ version }, index) => (previous.size === 0 ? 'stored' : judge(keeps, previous.get(index), version)));
  if (identity === 'order' && rising(entries)) return { sent: entries, verdicts: alone };

  const bySeries = new Map<string, Map<string | number, number>>();
  const sent: Entry[] = [];
  const placeOf: number[] = [];
  for (const entry of entries) {
    let places = bySeries.get(entry.series);
    if (places === undefined) bySeries.set(entry.series, places = new Map());
    // −0 and 0 are one key to a Map, as they are to the database.
    const key = identity === 'id' ? entry.id : entry.order;
    const place = places.get(key);
    if (place === undefined) {
      places.set(key, sent.length);
      placeOf.push(sent.length);
      sent.push(entry);
      continue;
    }
    placeOf.push(place);
    const standing = sent[place];
    if (keeps === 'newest' && standing !== undefined && Buffer.compare(entry.version, standing.version) > 0) sent[place] = entry;
  }
  if (sent.length === entries.length) return { sent: entries, verdicts: alone };
  return {
    sent,
    verdicts: (previous) => {
      const current = new Map(previous);
      return entries.map(({ version }, index) => {
        const place = placeOf[index] ?? 0;
        const verdict = judge(keeps, current.get(place), version);
        if (verdict === 'stored') current.set(place, version);
        return verdict;
      });
    },
  };
};
