/**
 * Compares the document store with what its history gives, while ingest goes on. The history up to what the group has committed is replayed
 * into a store of its own. The live store must have at least that: a version as high, a trade with the same body. It may have more, from
 * records that are handled but not committed or that arrived meanwhile; what it has more must be there once the history is replayed to the
 * end that the log has then. So nothing has to stand still: live ≥ committed history, and live ≤ whole history.
 */
import { StreamForgeError, TerminalError } from '@streamforge/contracts/errors';
import { collectionNames, collections, type CollectionName } from '@streamforge/contracts/collections';
import type { DocumentStore, EntryKey, StoredEntry } from '@streamforge/document-store/port';
import type { HistoryContext, Watched } from './context.ts';
import { differingKeys, sameBytes, sameEntry } from './entries-beside.ts';
import { isRebuilding } from './marker.ts';
import { foreignArchive, lostOf, partitionsOfIngest, type IngestPartition } from './partitions.ts';
import { replay } from './replay.ts';
import { openScratchStore } from './scratch-store.ts';
import { silentMetrics } from './silent-metrics.ts';

export interface Difference extends EntryKey {
  readonly collection: CollectionName;
  /**
   * `missing`: the history gives it. `older`: the history gives a newer one. `body`: another body where there can be one only. `unknown`: the
   * history does not give it.
   */
  readonly what: 'missing' | 'older' | 'body' | 'unknown';
}

export interface VerifyResult {
  readonly ok: boolean;
  /** Records that were read. */
  readonly records: number;
  /** Entries of the live store that were compared, deletion markers included. */
  readonly entries: number;
  /** Entries that changed meanwhile and were looked at again. */
  readonly changed: number;
  /** How many differ; the first of them are named. */
  readonly differing: number;
  readonly differences: readonly Difference[];
}

const NAMED = 20;
/** Catching up ends when so few records are left, or after so many rounds: what arrives meanwhile is looked at again anyway. */
const CLOSE_ENOUGH = 5_000;
const MOST_ROUNDS = 20;

/** A live entry that is newer than the committed history, as it was when it was looked at. */
interface Ahead {
  readonly collection: CollectionName;
  readonly entry: StoredEntry;
}

/** Throws REBUILD_UNFINISHED while a rebuild runs, LOST_RANGE when the history is not whole. */
export const verifyDocuments = async (context: HistoryContext, watched: Watched): Promise<VerifyResult> => {
  await mustBeWhole(context);
  const scratch = await openScratchStore();
  try {
    return await new Verification(context, scratch.documents, watched).run();
  } finally {
    await scratch.close();
  }
};

class Verification {
  readonly #context: HistoryContext;
  readonly #scratch: DocumentStore;
  readonly #watched: Watched;
  readonly #positions = new Map<string, number>();
  #records = 0;
  #entries = 0;
  #differing = 0;
  readonly #named: Difference[] = [];

  constructor(context: HistoryContext, scratch: DocumentStore, watched: Watched) {
    this.#context = context;
    this.#scratch = scratch;
    this.#watched = watched;
  }

  async run(): Promise<VerifyResult> {
    for (let round = 0; round < MOST_ROUNDS; round += 1) {
      if (await this.#replayTo('committed') <= CLOSE_ENOUGH) break;
    }
    const ahead: Ahead[] = [];
    for (const collection of collectionNames) {
      const keys = await differingKeys(collection, this.#context.documents, this.#scratch, (entries) => {
        this.#watched.signal.throwIfAborted();
        this.#entries += entries;
      });
      for (const key of keys) {
        const entry = await this.#checkHasEnough(collection, key);
        if (entry !== undefined) ahead.push({ collection, entry });
      }
    }
    await this.#replayTo('end');
    for (const each of ahead) await this.#checkHasNoMore(each);
    await mustNotBeRebuilding(this.#context);
    return {
      ok: this.#differing === 0,
      records: this.#records,
      entries: this.#entries,
      changed: ahead.length,
      differing: this.#differing,
      differences: this.#named,
    };
  }

  /** Replays what is left up to what is committed, or all there is now; resolves to how many records that were. */
  async #replayTo(cut: 'committed' | 'end'): Promise<number> {
    const partitions = await partitionsOfIngest(this.#context);
    const stretches = partitions.map((partition) => {
      const { topic, partition: number } = partition;
      return { topic, partition: number, from: this.#positions.get(nameOf(partition)) ?? 0, to: partition[cut] };
    }).filter(({ from, to }) => from < to);
    const before = this.#records;
    const total = before + stretches.reduce((sum, { from, to }) => sum + to - from, 0);
    const { documents: _, publish: __, ...rest } = this.#context;
    await replay(stretches, {
      from: this.#context,
      into: {
        ...rest,
        documents: this.#scratch,
        publish: async () => undefined,
        metrics: silentMetrics(this.#context.metrics),
        logger: this.#context.logger.child({}, { level: 'silent' }),
      },
      signal: this.#watched.signal,
      onBatch: (_stretch, count) => {
        this.#records += count;
        this.#watched.progress(this.#records, total);
      },
    });
    for (const { topic, partition, to } of stretches) this.#positions.set(nameOf({ topic, partition }), to);
    return this.#records - before;
  }

  /** The live store must have what the committed history gives. Resolves to the live entry where it says something else. */
  async #checkHasEnough(collection: CollectionName, key: EntryKey): Promise<StoredEntry | undefined> {
    const given = await this.#scratch.get(collection, key);
    const live = await this.#context.documents.get(collection, key);
    if (given === undefined) return live;
    if (live === undefined) return this.#differ(collection, given, 'missing');
    if (sameEntry(live, given)) return undefined;
    if (isSole(collection, live, given)) return this.#differ(collection, given, 'body');
    return Buffer.compare(live.version, given.version) < 0 ? this.#differ(collection, given, 'older') : live;
  }

  /** What the live store had more must be in the whole history. */
  async #checkHasNoMore({ collection, entry }: Ahead): Promise<void> {
    const given = await this.#scratch.get(collection, entry);
    if (given === undefined) return this.#differ(collection, entry, 'unknown');
    if (sameEntry(given, entry)) return;
    if (isSole(collection, given, entry)) return this.#differ(collection, entry, 'body');
    if (Buffer.compare(given.version, entry.version) < 0) this.#differ(collection, entry, 'unknown');
  }

  #differ(collection: CollectionName, { series, order, id }: EntryKey, what: Difference['what']): undefined {
    this.#differing += 1;
    if (this.#named.length < NAMED) this.#named.push({ collection, series, order, id, what });
    return undefined;
  }
}

/** Whether there can be one body only: of one version, and where the first stands. */
const isSole = (collection: CollectionName, one: StoredEntry, other: StoredEntry): boolean =>
  sameBytes(one.version, other.version) || collections[collection].keeps === 'first';

const nameOf = ({ topic, partition }: Pick<IngestPartition, 'topic' | 'partition'>): string => `${topic}[${partition}]`;

const mustNotBeRebuilding = async (context: HistoryContext): Promise<void> => {
  if (await isRebuilding(context)) throw new StreamForgeError('REBUILD_UNFINISHED', 'The document store.');
};

const mustBeWhole = async (context: HistoryContext): Promise<void> => {
  await mustNotBeRebuilding(context);
  const partitions = await partitionsOfIngest(context);
  const foreign = await foreignArchive(context, partitions);
  if (foreign !== undefined) {
    const where = { topic: foreign.topic, partition: foreign.partition };
    throw new TerminalError('ARCHIVE_MISMATCH', 'The archive goes on beyond the end of the log.', where);
  }
  const [lost] = await lostOf(context, partitions);
  if (lost === undefined) return;
  const { topic, partition, from, to } = lost;
  const detail = `Neither the archive nor the log has offsets ${from} to ${to - 1}: the store can’t be verified.`;
  throw new TerminalError('LOST_RANGE', detail, { topic, partition });
};
