/** Documents kept in chunks, and found again by the words of a question and, where there is an embeddings server, by its meaning. */
import { TerminalError } from '@streamforge/contracts/errors';
import type { Relational } from '@streamforge/relational/port';
import type { VectorStore } from '@streamforge/vector-store/port';
import type { ChunkSearch, FoundChunk, IndexedDocument, RemovedDocument } from './chunks/found-chunk.ts';
import type { Embedder } from './embedder.ts';

export type { ChunkSearch, FoundChunk, IndexedDocument, RemovedDocument } from './chunks/found-chunk.ts';

export interface ChunkStores {
  readonly vectors: VectorStore;
  readonly relational: Relational;
  /** Without it chunks are found by their terms alone. */
  readonly dense?: Embedder | undefined;
}

/** How many documents were new or newer, already there in the same version, or older than what is there. */
export interface Indexed {
  readonly stored: number;
  readonly same: number;
  readonly older: number;
}

export interface Chunks {
  /** Keeps the newest version of each document; durable when it resolves, and repeating it repairs what a crash left unfinished. */
  index(documents: readonly IndexedDocument[]): Promise<Indexed>;
  /** Deletes documents unless newer versions are there. */
  remove(removed: readonly RemovedDocument[]): Promise<Indexed>;
  /** The chunks that fit best, best first. */
  search(search: ChunkSearch): Promise<readonly FoundChunk[]>;
}

/** Opens the chunks kept in these stores; makes what is missing. */
export const openChunks = (stores: ChunkStores): Promise<Chunks> =>
  Promise.reject(new TerminalError('INTERNAL', `Chunks can’t be opened yet on ${stores.relational.dialect}.`));
