/** What the writing thread does: entries, edges, clearing, counting. */
import type { CollectionName } from '@streamforge/contracts/collections';
import type { Program, Reply } from '@streamforge/sqlite/program';
import type { EntryWriter } from './entry-writer.ts';
import { entryWriter } from './entry-writer.ts';
import type { PackedEnds } from './packed-edges.ts';
import type { PackedEntries } from './packed-entries.ts';
import { topicDictionary, vertexDictionary } from './row-dictionary.ts';
import { migrations } from './schema.ts';
import { codeOf } from './verdict-code.ts';
import { writtenCounts } from './written-counts.ts';

export interface UpsertArgs {
  readonly collection: CollectionName;
  readonly entries: PackedEntries;
  readonly ends?: PackedEnds | undefined;
}

// A type and not an interface: the thread's operations are a record, and only types fit one.
export type WriterOperations = {
  readonly writes: {
    /** Verdict codes, in order. */
    readonly upsert: (args: UpsertArgs) => Reply<Uint8Array<ArrayBuffer>>;
    readonly clear: (args: CollectionName) => Reply<undefined>;
  };
  readonly reads: {
    readonly lostWrites: (args: undefined) => Reply<number>;
    readonly ping: (args: undefined) => Reply<undefined>;
  };
};

const stored = codeOf('stored');

export const program: Program<WriterOperations, undefined> = {
  migrations,
  open: (db, _options, mark) => {
    const topics = topicDictionary(db);
    const vertices = vertexDictionary(db);
    const writerOf = (name: CollectionName): EntryWriter => entryWriter(db, name, topics, vertices);
    const writers: Readonly<Record<CollectionName, EntryWriter>> = {
      candles: writerOf('candles'),
      trades: writerOf('trades'),
      documents: writerOf('documents'),
      assets: writerOf('assets'),
      relations: writerOf('relations'),
    };
    const counts = writtenCounts(db, mark);
    const forget = (): void => {
      topics.forget();
      vertices.forget();
      for (const writer of Object.values(writers)) writer.forget();
      counts.reload();
    };
    const ping = db.prepare('SELECT 1');

    return {
      writes: {
        upsert: ({ collection, entries, ends }) => {
          try {
            const codes = writers[collection].write(entries, ends);
            counts.count(collection, codes.reduce((sum, code) => (code === stored ? sum + 1 : sum), 0));
            return { value: codes, transfer: [codes.buffer] };
          } catch (error) {
            // The statements are undone by the thread; what memory holds may be of them.
            forget();
            throw error;
          }
        },
        clear: (collection) => {
          writers[collection].clear();
          counts.clear(collection);
          return { value: undefined };
        },
      },
      reads: {
        lostWrites: () => ({ value: counts.lost() }),
        ping: () => {
          ping.get();
          return { value: undefined };
        },
      },
      committed: counts.toBytes,
      rolledBack: forget,
    };
  },
};
