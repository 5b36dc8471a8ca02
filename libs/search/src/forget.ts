import { vectorCollectionNames } from '@streamforge/contracts/vector-collections';
import type { Relational, Transaction } from '@streamforge/relational/port';
import type { VectorStore } from '@streamforge/vector-store/port';
import { steps, tableOwner, type ChunkTables } from './chunks/tables.ts';

/**
 * Forgets every chunk and every moment, for a rebuild. Whoever indexes meanwhile may leave half of its work behind: indexing everything again
 * repairs that.
 */
export const forgetEverything = async ({ vectors, relational }: { readonly vectors: VectorStore; readonly relational: Relational }): Promise<void> => {
  await relational.migrate(tableOwner, steps);
  await relational.transaction(async (trx: Transaction<ChunkTables>) => {
    for (const table of ['chunk_documents', 'chunk_terms', 'chunk_leftovers'] as const) await trx.deleteFrom(table).execute();
  });
  for (const collection of vectorCollectionNames) await vectors.clear(collection);
};
