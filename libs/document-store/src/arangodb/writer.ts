/**
 * Writes entries under their collection's rule: reads the versions of their keys, decides, inserts what is missing and replaces what is
 * older only while its revision is the one that was read. What another process wrote in between (1200, 1210) is read and decided again.
 */
import { collections, type CollectionName } from '@streamforge/contracts/collections';
import { RetryableError } from '@streamforge/contracts/errors';
import type { Clock } from '@streamforge/determinism/clock';
import type { Database } from 'arangojs/databases';
import type { Verdict, VersionedEntry } from '../port.ts';
import type { ArangoClient } from './client.ts';
import { decide } from './decision.ts';
import { entryKeyOf } from './document-key.ts';
import { errorNumberOf, errorNumbers, itemFailure } from './failure.ts';
import { keyTurns } from './key-turns.ts';
import { fewAtOnce, portionsOf } from './portions.ts';
import { current } from './queries.ts';
import { rowsOf } from './reader.ts';
import type { EntryDocument } from './stored-document.ts';

/** From so many new keys on, a portion is imported as a whole. */
const importFrom = 100;
const attempts = 12;
const portionsAtOnce = 2;
const longestPauseMs = 500;

/** What another process may have done between our reading and our writing. */
const meanwhile: readonly number[] = [errorNumbers.conflict, errorNumbers.uniqueViolated, errorNumbers.documentNotFound];

export interface ArangoWriter {
  /** Verdicts of the entries, in order. `documentOf` makes the document of an entry that is to be written. */
  write<Entry extends VersionedEntry>(
    collection: CollectionName, entries: readonly Entry[], documentOf: (entry: Entry) => EntryDocument,
  ): Promise<readonly Verdict[]>;
}

/** The entries of one key, in their order. */
interface KeyEntries<Entry> {
  readonly key: string;
  readonly entries: Entry[];
  /** Their indices within the call. */
  readonly indices: number[];
}

interface Stored {
  readonly key: string;
  readonly rev: string;
  readonly version: string;
}

interface Item {
  readonly error?: boolean;
  readonly errorNum?: number;
  readonly errorMessage?: string;
}

interface Change {
  readonly key: string;
  readonly document: EntryDocument & { readonly _rev?: string };
}

const byKey = <Entry extends VersionedEntry>(
  collection: CollectionName, entries: readonly Entry[],
): ReadonlyMap<string, KeyEntries<Entry>> => {
  const keys = new Map<string, KeyEntries<Entry>>();
  for (const [index, entry] of entries.entries()) {
    const key = entryKeyOf(collection, entry);
    const known = keys.get(key) ?? { key, entries: [], indices: [] };
    known.entries.push(entry);
    known.indices.push(index);
    keys.set(key, known);
  }
  return keys;
};

/** Bytes beside the body: names, place, version, source. */
const headBytes = 400;
const sizeOf = ({ entries }: KeyEntries<VersionedEntry>): number => Math.max(...entries.map(({ body }) => (body?.length ?? 0) + headBytes));

const tooShort: Item = { error: true, errorMessage: 'the answer is shorter than the request' };

export const arangoWriter = (client: ArangoClient, clock: Clock): ArangoWriter => {
  const inTurn = keyTurns();

  /** Keys of an array request that another process was quicker with. */
  const lostIn = (changes: readonly Change[], items: readonly Item[]): readonly string[] => changes.flatMap(({ key }, index) => {
    const { error, errorNum = 0, errorMessage = '' } = items[index] ?? tooShort;
    if (error !== true) return [];
    if (meanwhile.includes(errorNum)) return [key];
    throw itemFailure(errorNum, errorMessage, client.at);
  });

  /** A request that fails as a whole because another process was quicker: all of its keys are decided again. */
  const allLost = (changes: readonly Change[]) => (error: unknown): readonly string[] => {
    if (!meanwhile.includes(errorNumberOf(error) ?? 0)) throw error;
    return changes.map(({ key }) => key);
  };

  /**
   * A whole portion of new keys at once, or nothing of it: with `complete` the first duplicate undoes the import. Answers whether all was
   * written; if not, what is there is read again, so that even a half import could not be taken for a whole one.
   */
  const imported = async (database: Database, collection: CollectionName, changes: readonly Change[]): Promise<readonly string[]> => {
    const options = { waitForSync: true, onDuplicate: 'error', complete: true } as const;
    const { created } = await database.collection(collection).import(changes.map(({ document }) => document), options);
    return created === changes.length ? [] : changes.map(({ key }) => key);
  };

  const insert = async (collection: CollectionName, changes: readonly Change[], bulk: boolean): Promise<readonly string[]> => {
    if (changes.length === 0) return [];
    return client.ask('running', async (database) => {
      try {
        if (bulk && changes.length >= importFrom) return await imported(database, collection, changes);
        const documents = changes.map(({ document }) => document);
        const items = await database.collection(collection).saveAll(documents, { waitForSync: true, overwriteMode: 'conflict' });
        return lostIn(changes, items as readonly Item[]);
      } catch (error) {
        return allLost(changes)(error);
      }
    });
  };

  const replace = async (collection: CollectionName, changes: readonly Change[]): Promise<readonly string[]> => {
    if (changes.length === 0) return [];
    return client.ask('running', async (database) => {
      try {
        const documents = changes.map(({ document }) => document);
        const items = await database.collection(collection).replaceAll(documents, { waitForSync: true, ignoreRevs: false });
        return lostIn(changes, items as readonly Item[]);
      } catch (error) {
        return allLost(changes)(error);
      }
    });
  };

  /** Reads, decides and writes; answers what another process was quicker with. */
  const attempt = async <Entry extends VersionedEntry>(
    collection: CollectionName, tasks: readonly KeyEntries<Entry>[], documentOf: (entry: Entry) => EntryDocument,
    verdicts: Verdict[], bulk: boolean,
  ): Promise<readonly KeyEntries<Entry>[]> => {
    const keys = tasks.map(({ key }) => key);
    const rows = await rowsOf<Stored>(client, current, { '@collection': collection, keys }, keys.length);
    const stored = new Map(rows.map((row) => [row.key, row]));
    const inserts: Change[] = [];
    const replacements: Change[] = [];
    for (const { key, entries, indices } of tasks) {
      const found = stored.get(key);
      const version = found && Buffer.from(found.version, 'hex');
      const decision = decide(collections[collection].keeps, version, entries.map((entry) => entry.version));
      for (const [index, verdict] of decision.verdicts.entries()) verdicts[indices[index] ?? 0] = verdict;
      const winner = decision.winner === undefined ? undefined : entries[decision.winner];
      if (winner === undefined) continue;
      if (found === undefined) inserts.push({ key, document: documentOf(winner) });
      else replacements.push({ key, document: { ...documentOf(winner), _rev: found.rev } });
    }
    const lost = new Set([...await insert(collection, inserts, bulk), ...await replace(collection, replacements)]);
    return tasks.filter(({ key }) => lost.has(key));
  };

  return {
    write: async (collection, entries, documentOf) => {
      if (entries.length === 0) return [];
      const keys = byKey(collection, entries);
      const verdicts: Verdict[] = [];
      const settle = async (tasks: readonly KeyEntries<typeof entries[number]>[]): Promise<void> => {
        let left = tasks;
        for (let turn = 0; turn < attempts; turn += 1) {
          if (turn > 1) await clock.sleep(Math.min(2 ** turn, longestPauseMs));
          left = await attempt(collection, left, documentOf, verdicts, turn === 0);
          if (left.length === 0) return;
        }
        throw new RetryableError('STORE_UNAVAILABLE', `Others kept writing ${left.length} keys of ${collection} at ${client.at}.`);
      };
      return inTurn([...keys.keys()].map((key) => `${collection}/${key}`), async () => {
        await fewAtOnce(portionsOf(keys.values(), sizeOf), portionsAtOnce, settle);
        return verdicts;
      });
    },
  };
};
