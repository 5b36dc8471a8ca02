import { createHash } from 'node:crypto';
import { describeState, hashOf } from '@streamforge/document-store/state-hash';
import type { DocumentStore } from '@streamforge/document-store/port';
import type { LedgerReader } from '@streamforge/ledger/reader';
import { describeLedger } from '@streamforge/ledger/state-hash';
import type { VectorStore } from '@streamforge/vector-store/port';
import { describeVectorState } from '@streamforge/vector-store/state-hash';
import { z } from 'zod';
import { route, type AnyRoute } from '../api/route.ts';

const Answer = z.object({
  hash: z.string().describe('Equal exactly when two platforms hold the same facts.'),
  collections: z.array(z.object({ collection: z.string(), entries: z.int(), deleted: z.int(), sha256: z.string() })),
  vectors: z.array(z.object({ collection: z.string(), points: z.int(), sha256: z.string() })),
  ledger: z.object({ rows: z.int(), sha256: z.string() }),
});

export interface StateStores {
  readonly documents: DocumentStore;
  readonly vectors: VectorStore;
  readonly ledger: LedgerReader;
}

/** The hash of everything stored. It reads all of it, so those who ask at once share one reading. */
export const stateRoutes = (stores: StateStores): readonly AnyRoute[] => {
  let reading: Promise<z.input<typeof Answer>> | undefined;
  const read = async (): Promise<z.input<typeof Answer>> => {
    try {
      return await describePlatform(stores);
    } finally {
      reading = undefined;
    }
  };
  return [
    route({
      method: 'GET',
      url: '/v1/state-hash',
      tag: 'lineage',
      says: 'The hash of all stored facts, vectors and the ledger: natural keys, versions and values, without coordinates and storage times.',
      answer: Answer,
      handle: async () => await (reading ??= read()),
    }),
  ];
};

const describePlatform = async ({ documents, vectors, ledger }: StateStores): Promise<z.input<typeof Answer>> => {
  const collections = [...await describeState(documents)];
  const points = [...await describeVectorState(vectors)];
  const rows = await describeLedger(ledger);
  const derived = [
    ...points.filter((state) => state.points > 0).map(({ collection, sha256 }) => `vectors ${collection} ${sha256}`),
    ...rows.rows > 0 ? [`ledger ${rows.sha256}`] : [],
  ];
  return { hash: wholeHash(hashOf(collections), derived), collections, vectors: points, ledger: rows };
};

/** What holds nothing adds nothing: facts alone hash to what they did before there were vectors and a ledger. */
const wholeHash = (facts: string, derived: readonly string[]): string =>
  derived.length === 0 ? facts : createHash('sha256').update([facts, ...derived].join('\n')).digest('hex');
