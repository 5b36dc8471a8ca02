import type { CoordinatesOfRecord } from '@streamforge/contracts/events/coordinates';

/** A document as it is kept in chunks: what people read of it, whose it is, its version, and where it came from. */
export interface IndexedDocument {
  readonly tenant: string;
  readonly id: string;
  readonly title: string;
  readonly text: string;
  /** Who published it. */
  readonly publisher: string;
  readonly url?: string | undefined;
  /** Epoch milliseconds. */
  readonly publishedAt: number;
  readonly symbols: readonly string[];
  /** Byte-ordered: the greater one is newer. */
  readonly version: Uint8Array;
  /** The record it came from. */
  readonly source?: CoordinatesOfRecord | undefined;
}

/** A deletion: older versions of the document never come back. */
export interface RemovedDocument {
  readonly tenant: string;
  readonly id: string;
  readonly version: Uint8Array;
}

export interface ChunkSearch {
  /** Set by our server, never by content: nothing crosses from one tenant to another. */
  readonly tenant: string;
  /** Words to look for. They are data: nothing in them is an instruction or a query language. */
  readonly question: string;
  /** Only documents that name one of these. */
  readonly symbols?: readonly string[] | undefined;
  /** Most chunks, 1 to 100. */
  readonly limit: number;
}

/** A piece of a document that fits a question. */
export interface FoundChunk {
  /** Id of the document within its tenant. */
  readonly document: string;
  /** Which of its chunks, from 0. */
  readonly chunk: number;
  readonly title: string;
  readonly text: string;
  /** Comparable within one answer only: BM25 where only terms are compared, else the fused rank. */
  readonly score: number;
  /** The record that the document came from. */
  readonly source: CoordinatesOfRecord | undefined;
  readonly publisher: string;
  readonly url?: string;
  /** Epoch milliseconds. */
  readonly publishedAt: number;
  readonly symbols: readonly string[];
}
