/**
 * One hash of everything a store says: natural keys, versions and bodies. It leaves out where facts came from, so that the same input in
 * another arrival order, or with other offsets, gives the same hash.
 */
import { createHash } from 'node:crypto';
import type { CollectionName } from '@streamforge/contracts/collections';
import { collectionNames } from '@streamforge/contracts/collections';
import type { DocumentStore, StoredEntry } from './port.ts';

export interface CollectionState {
  readonly collection: CollectionName;
  /** Entries that are not deleted. */
  readonly entries: number;
  /** Deletion markers. */
  readonly deleted: number;
  /** Of every entry and marker in canonical order; lower-case hex. */
  readonly sha256: string;
}

/** Lengths and the order: order as a double, then bytes of series, id, version and body, then whether it is deleted. */
const headBytes = 8 + 4 * 4 + 1;

const hashed = (hash: ReturnType<typeof createHash>, { series, order, id, version, body }: StoredEntry): void => {
  const names = [Buffer.from(series), Buffer.from(id)] as const;
  const head = Buffer.alloc(headBytes);
  head.writeDoubleBE(order, 0);
  head.writeUInt32BE(names[0].length, 8);
  head.writeUInt32BE(names[1].length, 12);
  head.writeUInt32BE(version.length, 16);
  head.writeUInt32BE(body?.length ?? 0, 20);
  head.writeUInt8(body === null ? 1 : 0, 24);
  hash.update(head).update(names[0]).update(names[1]).update(version);
  if (body !== null) hash.update(body);
};

/** Reads a collection whole, in pages. */
const describeCollection = async (store: DocumentStore, collection: CollectionName): Promise<CollectionState> => {
  const hash = createHash('sha256');
  let entries = 0;
  let deleted = 0;
  for await (const page of store.everything(collection)) {
    for (const entry of page) {
      hashed(hash, entry);
      if (entry.body === null) deleted += 1;
      else entries += 1;
    }
  }
  return { collection, entries, deleted, sha256: hash.digest('hex') };
};

/** Each collection's state, by name. */
export const describeState = async (
  store: DocumentStore, names: readonly CollectionName[] = collectionNames,
): Promise<readonly CollectionState[]> => {
  const states: CollectionState[] = [];
  for (const name of names.toSorted()) states.push(await describeCollection(store, name));
  return states;
};

/** One hash of collections already described: sha256 over a line `name sha256` for each, by name. */
export const hashOf = (states: readonly CollectionState[]): string => {
  const lines = states.map(({ collection, sha256 }) => `${collection} ${sha256}\n`).toSorted();
  return createHash('sha256').update(lines.join('')).digest('hex');
};

/** The hash of a store's state, or of some collections of it: lower-case hex of a sha256. */
export const stateHash = async (store: DocumentStore, names: readonly CollectionName[] = collectionNames): Promise<string> =>
  hashOf(await describeState(store, names));
