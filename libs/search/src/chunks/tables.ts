import type { Migration } from '@streamforge/relational/port';

/** Who owns the tables, among migrations. */
export const tableOwner = 'chunks';

export interface ChunkTables {
  /** Each document's newest version, deletions included. */
  readonly chunk_documents: {
    readonly tenant: string;
    readonly document: string;
    readonly version: Uint8Array;
    /** 0 of a deleted one. */
    readonly chunks: number;
    /** How many of them hold each term, see `packedCounts`. */
    readonly terms: Uint8Array;
    readonly source_topic: string | null;
    readonly source_partition: number | null;
    readonly source_offset: number | null;
  };
  /** How many of a tenant's chunks hold a term. */
  readonly chunk_terms: {
    readonly tenant: string;
    /** Its index in sparse vectors, or `EVERY_CHUNK`. */
    readonly term: number;
    readonly chunks: number;
  };
  /** Versions that were replaced, and whose chunks may still be in the vector store. */
  readonly chunk_leftovers: {
    readonly tenant: string;
    readonly document: string;
    readonly version: Uint8Array;
  };
}

export const steps: readonly Migration[] = [{
  name: 'chunks',
  up: (column) => [
    `CREATE TABLE chunk_documents (
      ${column.text('tenant')} NOT NULL, ${column.text('document')} NOT NULL, ${column.bytes('version')} NOT NULL,
      ${column.integer('chunks')} NOT NULL, ${column.bytes('terms')} NOT NULL,
      ${column.text('source_topic')}, ${column.integer('source_partition')}, ${column.integer('source_offset')},
      PRIMARY KEY (tenant, document))`,
    `CREATE TABLE chunk_terms (
      ${column.text('tenant')} NOT NULL, ${column.integer('term')} NOT NULL, ${column.integer('chunks')} NOT NULL,
      PRIMARY KEY (tenant, term))`,
    `CREATE TABLE chunk_leftovers (
      ${column.text('tenant')} NOT NULL, ${column.text('document')} NOT NULL, ${column.bytes('version')} NOT NULL,
      PRIMARY KEY (tenant, document, version))`,
  ],
}];
