/**
 * Which version of each document is the newest, and how many chunks hold each term. Both change in one transaction, in which a document's
 * former counts are taken away and its new ones added: so the sums are exact after redeliveries, crashes, corrections and deletions.
 */
import { compareVersions } from '@streamforge/codec/version';
import { RetryableError } from '@streamforge/contracts/errors';
import type { CoordinatesOfRecord } from '@streamforge/contracts/events/coordinates';
import { sql, type Relational, type Selectable, type Transaction } from '@streamforge/relational/port';
import type { TermStatistics } from '@streamforge/retrieval/bm25';
import type { PointVerdict } from '@streamforge/vector-store/port';
import { addCounts, EVERY_CHUNK, packedCounts, unpackedCounts, type HoldingCounts } from './holding-counts.ts';
import { slices } from './slices.ts';
import { steps, tableOwner, type ChunkTables } from './tables.ts';

export interface DocumentKey {
  readonly tenant: string;
  readonly id: string;
}

export interface DocumentRow extends DocumentKey {
  readonly version: Uint8Array;
  /** 0 of a deleted one. */
  readonly chunks: number;
  readonly source?: CoordinatesOfRecord | undefined;
}

export interface Registration extends DocumentRow {
  /** How many of its chunks hold each term. */
  readonly counts: HoldingCounts;
}

export interface Leftover extends DocumentKey {
  readonly version: Uint8Array;
}

export interface Register {
  /** Enters each document, named once, unless a newer version is there, and says what became of it, in order. */
  enter(documents: readonly Registration[]): Promise<readonly PointVerdict[]>;
  /** What is entered of these documents, deletions included, by id. */
  rows(tenant: string, ids: readonly string[]): Promise<ReadonlyMap<string, DocumentRow>>;
  /** Former versions of these documents whose chunks may still be in the vector store. */
  leftovers(tenant: string, ids: readonly string[]): Promise<readonly Leftover[]>;
  /** Forgets leftovers once their chunks are gone. */
  forget(leftovers: readonly Leftover[]): Promise<void>;
  /** How many chunks a tenant has, and how many of them hold these terms. */
  statistics(tenant: string, terms: readonly number[]): Promise<TermStatistics>;
}

export const openRegister = async (relational: Relational): Promise<Register> => {
  await relational.migrate(tableOwner, steps);
  const db = relational.query<ChunkTables>();
  return {
    enter: (documents) => relational.transaction((trx: Transaction<ChunkTables>) => enter(trx, documents)),
    rows: async (tenant, ids) => new Map((await db.selectFrom('chunk_documents').selectAll().where('tenant', '=', tenant)
      .where('document', 'in', ids).execute()).map((row) => [row.document, rowOf(row)])),
    leftovers: async (tenant, ids) => (await db.selectFrom('chunk_leftovers').selectAll().where('tenant', '=', tenant)
      .where('document', 'in', ids).execute()).map(({ document, version }) => ({ tenant, id: document, version })),
    forget: async (leftovers) => {
      for (const { tenant, id, version } of leftovers) {
        await db.deleteFrom('chunk_leftovers').where('tenant', '=', tenant).where('document', '=', id).where('version', '=', version).execute();
      }
    },
    statistics: async (tenant, terms) => {
      const rows = await db.selectFrom('chunk_terms').select(['term', 'chunks']).where('tenant', '=', tenant)
        .where('term', 'in', [EVERY_CHUNK, ...terms]).execute();
      const holding = new Map(rows.map(({ term, chunks }) => [term, chunks]));
      return { texts: holding.get(EVERY_CHUNK) ?? 0, holding };
    },
  };
};

const rowOf = (row: Selectable<ChunkTables['chunk_documents']>): DocumentRow => {
  const { source_topic: topic, source_partition: partition, source_offset: offset } = row;
  const source = topic === null || partition === null || offset === null ? undefined : { topic, partition, offset };
  return { tenant: row.tenant, id: row.document, version: row.version, chunks: row.chunks, source };
};

const enter = async (trx: Transaction<ChunkTables>, documents: readonly Registration[]): Promise<readonly PointVerdict[]> => {
  const verdicts = new Map<Registration, PointVerdict>();
  for (const [tenant, ofTenant] of Map.groupBy(documents, ({ tenant: name }) => name)) {
    const known = new Map((await trx.selectFrom('chunk_documents').selectAll().where('tenant', '=', tenant)
      .where('document', 'in', ofTenant.map(({ id }) => id)).orderBy('document').forUpdate().execute()).map((row) => [row.document, row]));
    const sums = new Map<number, number>();
    const replaced: Leftover[] = [];
    const newer: Registration[] = [];
    for (const document of ofTenant) {
      const row = known.get(document.id);
      const order = row === undefined ? 1 : compareVersions(document.version, row.version);
      verdicts.set(document, order > 0 ? 'stored' : order === 0 ? 'same' : 'older');
      if (order <= 0) continue;
      newer.push(document);
      addCounts(sums, document.counts, 1);
      if (row === undefined) continue;
      addCounts(sums, unpackedCounts(row.chunks, row.terms), -1);
      if (row.chunks > 0) replaced.push({ tenant, id: document.id, version: row.version });
    }
    for (const document of newer) await write(trx, document, known.has(document.id));
    await count(trx, tenant, sums);
    for (const { id, version } of replaced) await trx.insertInto('chunk_leftovers').values({ tenant, document: id, version }).execute();
  }
  return documents.map((document) => verdicts.get(document)!);
};

const write = async (trx: Transaction<ChunkTables>, { tenant, id, version, chunks, counts, source }: Registration, known: boolean): Promise<void> => {
  const values = {
    version, chunks,
    terms: packedCounts(counts),
    source_topic: source?.topic ?? null,
    source_partition: source?.partition ?? null,
    source_offset: source?.offset ?? null,
  };
  if (known) {
    await trx.updateTable('chunk_documents').set(values).where('tenant', '=', tenant).where('document', '=', id).execute();
    return;
  }
  const { numInsertedOrUpdatedRows } = await trx.insertInto('chunk_documents').values({ tenant, document: id, ...values })
    .onConflict((conflict) => conflict.columns(['tenant', 'document']).doNothing()).executeTakeFirstOrThrow();
  if (numInsertedOrUpdatedRows !== 1n) throw new RetryableError('STORE_UNAVAILABLE', `Another process entered ${tenant}:${id} meanwhile.`);
};

/** Rows of one statement: writing it takes a few milliseconds. */
const ROWS = 500;

/** Changes the sums, in the order of terms, so that two transactions never wait for each other in turn. */
const count = async (trx: Transaction<ChunkTables>, tenant: string, changes: ReadonlyMap<number, number>): Promise<void> => {
  const rows = [...changes].toSorted(([a], [b]) => a - b).map(([term, chunks]) => ({ tenant, term, chunks }));
  for (const some of slices(rows, ROWS)) {
    await trx.insertInto('chunk_terms').values(some)
      .onConflict((conflict) => conflict.columns(['tenant', 'term']).doUpdateSet({ chunks: sql`chunk_terms.chunks + excluded.chunks` })).execute();
  }
  for (const some of slices(rows.filter(({ chunks }) => chunks < 0), ROWS)) {
    await trx.deleteFrom('chunk_terms').where('tenant', '=', tenant).where('chunks', '=', 0).where('term', 'in', some.map(({ term }) => term)).execute();
  }
};
