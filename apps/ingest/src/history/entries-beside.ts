/** Two stores' entries of a collection side by side: those that only one of them has, and those that differ. */
import { collections, type CollectionName } from '@streamforge/contracts/collections';
import type { DocumentStore, EntryKey, StoredEntry } from '@streamforge/document-store/port';

const entriesOf = async function* (store: DocumentStore, collection: CollectionName): AsyncGenerator<StoredEntry> {
  for await (const page of store.everything(collection)) yield* page;
};

const byBytes = (a: string, b: string): number => a === b ? 0 : Buffer.compare(Buffer.from(a), Buffer.from(b));

/** The order in which a store gives everything. */
const inOrder = (a: EntryKey, b: EntryKey): number => byBytes(a.series, b.series) || a.order - b.order || byBytes(a.id, b.id);

/** Whether both are the same bytes, or both are absent. */
export const sameBytes = (a: Uint8Array | null, b: Uint8Array | null): boolean =>
  a === null || b === null ? a === b : Buffer.compare(a, b) === 0;

/** Whether two entries of one key hold the same version and body; where they came from does not count. */
export const sameEntry = (a: StoredEntry, b: StoredEntry): boolean => sameBytes(a.version, b.version) && sameBytes(a.body, b.body);

/** What tells entries of a collection apart. */
export const identityOf = (collection: CollectionName, { series, order, id }: EntryKey): string =>
  collections[collection].identity === 'order' ? JSON.stringify([series, order]) : JSON.stringify([series, id]);

/**
 * Keys whose entries are not the same in both stores, each once. Both may change meanwhile, and an entry may move while it is looked at:
 * what is given is to be looked at again. `seen` is told of each live entry.
 */
export const differingKeys = async (
  collection: CollectionName, live: DocumentStore, scratch: DocumentStore, seen: (entries: number) => void,
): Promise<readonly EntryKey[]> => {
  const differing = new Map<string, EntryKey>();
  const note = ({ series, order, id }: EntryKey): void => {
    const key = { series, order, id };
    differing.set(identityOf(collection, key), key);
  };
  const [lives, scratches] = [entriesOf(live, collection), entriesOf(scratch, collection)];
  const next = async (entries: AsyncGenerator<StoredEntry>): Promise<StoredEntry | undefined> => {
    const { value, done } = await entries.next();
    return done === true ? undefined : value;
  };
  let [ours, theirs] = [await next(lives), await next(scratches)];
  while (ours !== undefined || theirs !== undefined) {
    const order = ours === undefined ? 1 : theirs === undefined ? -1 : inOrder(ours, theirs);
    if (order === 0 && ours !== undefined && theirs !== undefined && !sameEntry(ours, theirs)) note(ours);
    if (order < 0 && ours !== undefined) note(ours);
    if (order > 0 && theirs !== undefined) note(theirs);
    if (order >= 0) theirs = await next(scratches);
    if (order <= 0) {
      ours = await next(lives);
      seen(1);
    }
  }
  return [...differing.values()];
};
