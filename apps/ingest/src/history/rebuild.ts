/**
 * Empties the document store and fills it again from the archive and the log, while ingest goes on with what arrives. Both write through
 * the same handlers; versions decide, not who comes first. Where order does matter and a live record got ahead of the history (a trade whose
 * id an earlier one has, a declaration), the store is emptied once more and read again, now with that record in its place.
 */
import { TerminalError } from '@streamforge/contracts/errors';
import { collectionNames } from '@streamforge/contracts/collections';
import type { DocumentStore } from '@streamforge/document-store/port';
import { stateHash } from '@streamforge/document-store/state-hash';
import { DeadLetterLane } from '@streamforge/service-host/loop/dead-letters';
import type { Refused } from '@streamforge/service-host/loop/edge';
import type { HistoryContext, Watched } from './context.ts';
import { setMarker, type Marker } from './marker.ts';
import { OrderWatch } from './order-watch.ts';
import { foreignArchive, groupOf, lostOf, partitionsOfIngest, type IngestPartition } from './partitions.ts';
import { replay, type ReplayStretch } from './replay.ts';
import { silentMetrics } from './silent-metrics.ts';

export interface RebuildResult {
  /** Records that were read. */
  readonly records: number;
  /** State hash before and after; under live traffic they differ by what arrived. */
  readonly before: string;
  readonly after: string;
  /** How often the store was emptied. */
  readonly rounds: number;
}

/** How often the marker is looked at, in milliseconds. */
const CHECK_EVERY_MS = 1_000;

/** Throws REQUEST_INVALID, unless forced, when the history can't give the store everything back. */
export const rebuildDocuments = async (context: HistoryContext, force: boolean, watched: Watched): Promise<RebuildResult> => {
  const reason = force ? undefined : await reasonAgainst(context);
  if (reason !== undefined) {
    throw new TerminalError('REQUEST_INVALID', `${reason}, so that the store would hold less; --force rebuilds it nevertheless`);
  }
  const before = await stateHash(context.documents);
  const marker = await setMarker(context);
  const first = await partitionsOfIngest(context);
  for (let rounds = 1; ; rounds += 1) {
    const records = await oneRound(context, marker, rounds === 1 ? undefined : first, watched);
    if (records === undefined) continue;
    const after = await stateHash(context.documents);
    await marker.remove();
    return { records, before, after, rounds };
  }
};

/** Fills the emptied store; undefined when live records got ahead where order matters. `first` is where a former round began. */
const oneRound = async (
  context: HistoryContext, marker: Marker, first: readonly IngestPartition[] | undefined, { signal, progress }: Watched,
): Promise<number | undefined> => {
  const { documents, clock } = context;
  for (const collection of collectionNames) await documents.clear(collection);
  // Read after the store was emptied: what was stored before lies before these ends.
  const partitions = await partitionsOfIngest(context);
  const total = partitions.reduce((sum, { end }) => sum + end, 0);
  const watch = new OrderWatch(documents);
  const letters = new Letters(context, first);
  let done = 0;
  let checkedAt = clock.monotonic();
  const stretches = partitions.map(({ topic, partition, end }): ReplayStretch => ({ topic, partition, from: 0, to: end }));
  const isDeclaration = ({ topic }: ReplayStretch): boolean => topic === 'market.assets.v1';
  for (const wave of [stretches.filter(isDeclaration), stretches.filter((stretch) => !isDeclaration(stretch))]) {
    const overtaken = new Error('Live records got ahead.');
    try {
      await replay(wave, {
        from: context,
        into: { ...context, documents: watch.documents, metrics: silentMetrics(context.metrics) },
        signal,
        onBatch: async (stretch, count, refused) => {
          if (watch.overtaken) throw overtaken;
          await letters.write(stretch, refused);
          done += count;
          progress(done, total);
          if (clock.monotonic() - checkedAt < CHECK_EVERY_MS) return;
          checkedAt = clock.monotonic();
          await marker.check();
        },
      });
    } catch (error) {
      if (error === overtaken) return undefined;
      throw error;
    }
  }
  await marker.check();
  return done;
};

/**
 * Dead letters of records that were handled while the store was empty: it could not say then that their id was taken. Letters that are
 * there are not written again.
 */
class Letters {
  readonly #context: HistoryContext;
  readonly #first: readonly IngestPartition[] | undefined;
  readonly #lanes = new Map<string, DeadLetterLane>();

  constructor(context: HistoryContext, first: readonly IngestPartition[] | undefined) {
    this.#context = context;
    this.#first = first;
  }

  async write({ topic, partition }: ReplayStretch, refused: readonly Refused[]): Promise<void> {
    const from = this.#first?.find((each) => each.topic === topic && each.partition === partition)?.committed ?? Infinity;
    const late = refused.filter(({ record }) => record.offset >= from);
    if (late.length === 0) return;
    const name = `${topic}[${partition}]`;
    const writer = { events: this.#context.events, service: 'ingest', group: groupOf(topic) };
    const lane = this.#lanes.get(name) ?? new DeadLetterLane(writer, topic, partition);
    this.#lanes.set(name, lane);
    await lane.write(late);
  }
}

/** Why the history can't give the store everything back, or undefined when it can. */
const reasonAgainst = async (context: HistoryContext): Promise<string | undefined> => {
  const partitions = await partitionsOfIngest(context);
  const foreign = await foreignArchive(context, partitions);
  if (foreign !== undefined) return `the archive of ${foreign.topic}[${foreign.partition}] goes on beyond the end of the log`;
  const lost = await lostOf(context, partitions);
  const count = (cause: string): number => lost.filter((range) => range.cause === cause).reduce((sum, { from, to }) => sum + to - from, 0);
  if (count('retention') > 0) return `the log has deleted ${count('retention')} records that are not archived`;
  if (count('truncated') > 0) return `the log lost ${count('truncated')} records that were acknowledged`;
  const records = partitions.reduce((sum, { end }) => sum + end, 0);
  return records === 0 && await holdsAnything(context.documents) ? 'the log holds no records and the store is not empty' : undefined;
};

const holdsAnything = async (documents: DocumentStore): Promise<boolean> => {
  for (const collection of collectionNames) {
    for await (const page of documents.everything(collection)) if (page.length > 0) return true;
  }
  return false;
};
