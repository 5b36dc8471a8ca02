/** Embedded stores in a directory of their own. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RetryableError } from '@streamforge/contracts/errors';
import { openEmbeddedDocumentStore } from '@streamforge/document-store/embedded';
import type { DocumentStore } from '@streamforge/document-store/port';
import { openEmbeddedRelational } from '@streamforge/relational/embedded';
import type { Relational } from '@streamforge/relational/port';
import { openEmbeddedVectorStore } from '@streamforge/vector-store/embedded';
import type { VectorStore } from '@streamforge/vector-store/port';
import { describeVectorState } from '@streamforge/vector-store/state-hash';
import { openChunks } from '../src/chunks.ts';
import type { ChunkTables } from '../src/chunks/tables.ts';

export interface Stores {
  readonly documents: DocumentStore;
  readonly relational: Relational;
  readonly vectors: VectorStore;
  /** Begins anew: opening takes longer than most tests. */
  empty(): Promise<void>;
  close(): Promise<void>;
}

export const openStores = async (): Promise<Stores> => {
  const directory = await mkdtemp(join(tmpdir(), 'search-'));
  const [documents, relational, vectors] = await Promise.all([
    openEmbeddedDocumentStore({ directory, groupCommitMs: 0 }), openEmbeddedRelational({ directory }),
    openEmbeddedVectorStore({ directory, groupCommitMs: 0 }),
  ]);
  return {
    documents, relational, vectors,
    empty: async () => {
      await Promise.all([vectors.clear('chunks'), vectors.clear('moments'), documents.clear('candles')]);
      const db = relational.query<ChunkTables>();
      await openChunks({ vectors, relational });
      for (const table of ['chunk_documents', 'chunk_terms', 'chunk_leftovers'] as const) await db.deleteFrom(table).execute();
    },
    close: async () => {
      for (const store of [documents, relational, vectors]) await store.close();
      await rm(directory, { recursive: true });
    },
  };
};

/** Everything that is kept of chunks and moments, so that two states can be compared. */
export const stateOf = async ({ relational, vectors }: Pick<Stores, 'relational' | 'vectors'>): Promise<unknown> => {
  const db = relational.query<ChunkTables>();
  const documents = await db.selectFrom('chunk_documents').selectAll().orderBy('tenant').orderBy('document').execute();
  return {
    vectors: await describeVectorState(vectors),
    documents: documents.map(({ version, terms, ...row }) => ({ ...row, version: Buffer.from(version).toString('hex'), terms: Buffer.from(terms).toString('hex') })),
    terms: await db.selectFrom('chunk_terms').selectAll().orderBy('tenant').orderBy('term').execute(),
    leftovers: await db.selectFrom('chunk_leftovers').selectAll().execute(),
  };
};

/** A vector store whose `call`-th write from now on fails (0 is the next), before or after its effect. */
export const failingVectors = (vectors: VectorStore, call: number, moment: 'before' | 'after'): VectorStore => {
  let left = call;
  const failing = async <Result>(write: () => Promise<Result>): Promise<Result> => {
    const fails = left === 0;
    left -= 1;
    if (fails && moment === 'before') throw new RetryableError('STORE_UNAVAILABLE');
    const result = await write();
    if (fails) throw new RetryableError('STORE_UNAVAILABLE');
    return result;
  };
  return {
    ...vectors,
    upsert: (collection, points) => failing(() => vectors.upsert(collection, points)),
    deleteWhere: (collection, tenant, filter) => failing(() => vectors.deleteWhere(collection, tenant, filter)),
  };
};
