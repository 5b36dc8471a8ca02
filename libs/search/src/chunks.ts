/** Documents kept in chunks, and found again by the words of a question and, where there is an embeddings server, by its meaning. */
import type { Relational } from '@streamforge/relational/port';
import { questionWeights } from '@streamforge/retrieval/bm25';
import { fuse } from '@streamforge/retrieval/fusion';
import { termIndex } from '@streamforge/retrieval/term-index';
import { termsOf } from '@streamforge/retrieval/terms';
import type { Hit, VectorStore } from '@streamforge/vector-store/port';
import { documentOf, foundChunk } from './chunks/chunk-points.ts';
import { cutDocument, type CutDocument } from './chunks/cut-document.ts';
import type { ChunkSearch, FoundChunk, IndexedDocument, RemovedDocument } from './chunks/found-chunk.ts';
import { Keeper } from './chunks/keep.ts';
import { Meanings } from './chunks/meanings.ts';
import { openRegister, type Register } from './chunks/register.ts';
import type { Embedder } from './embedder.ts';
import type { Indexed } from './tally.ts';

export type { ChunkSearch, FoundChunk, IndexedDocument, RemovedDocument } from './chunks/found-chunk.ts';

export interface ChunkStores {
  readonly vectors: VectorStore;
  readonly relational: Relational;
  /** Without it chunks are found by their terms alone. */
  readonly dense?: Embedder | undefined;
  /** Told why a search had to do without `dense`. */
  readonly onDegraded?: (error: unknown) => void;
}

export interface Chunks {
  /** Keeps the newest version of each document; durable when it resolves, and repeating it repairs what a crash left unfinished. */
  index(documents: readonly IndexedDocument[]): Promise<Indexed>;
  /** Deletes documents unless newer versions are there. */
  remove(removed: readonly RemovedDocument[]): Promise<Indexed>;
  /** The chunks that fit best, best first; none where no term of the question is known and there is nothing dense to compare. */
  search(search: ChunkSearch): Promise<readonly FoundChunk[]>;
}

/** Terms of a question that count; what is longer is no question. */
const MOST_TERMS = 256;
/** Hits that are looked through beyond those asked for: some may be of a version just replaced, and fusion needs some depth. */
const SPARE = 40;

/** Opens the chunks kept in these stores; makes what is missing. */
export const openChunks = async ({ vectors, relational, dense, onDegraded }: ChunkStores): Promise<Chunks> => {
  const register = await openRegister(relational);
  await vectors.prepare('chunks');
  const meanings = dense === undefined ? undefined : new Meanings(dense, vectors);
  const keeper = new Keeper(vectors, register, meanings);

  /** Hits by meaning; none when the embeddings server can't be asked, since terms are better than no answer. */
  const byMeaning = async ({ tenant, question, filter, limit }: Lookup): Promise<readonly Hit[]> => {
    try {
      const meaning = await meanings?.ofQuestion(question);
      return meaning === undefined ? [] : await vectors.search('chunks', { tenant, query: { name: 'meaning', dense: meaning }, filter, limit });
    } catch (error) {
      onDegraded?.(error);
      return [];
    }
  };

  return {
    index: async (documents) => {
      const cut: CutDocument[] = [];
      for (const document of documents) cut.push(await cutDocument(document));
      return await keeper.keep(cut);
    },
    remove: (removed) => keeper.keep(removed.map((document) => ({ document, chunks: [] }))),
    search: async ({ tenant, question, symbols = [], limit }) => {
      const lookup = { tenant, question, filter: symbols.length === 0 ? {} : { symbols }, limit: 2 * limit + SPARE };
      const [terms, alike] = await Promise.all([byTerms(vectors, register, lookup), meanings === undefined ? [] : byMeaning(lookup)]);
      const hits = alike.length === 0 ? terms : fused(terms, alike);
      const rows = hits.length === 0 ? new Map() : await register.rows(tenant, [...new Set(hits.map(({ payload }) => documentOf(payload)))]);
      return hits.flatMap(({ payload, score }) => foundChunk(payload, score, rows.get(documentOf(payload))) ?? []).slice(0, limit);
    },
  };
};

interface Lookup {
  readonly tenant: string;
  readonly question: string;
  readonly filter: Readonly<Record<string, readonly string[]>>;
  readonly limit: number;
}

const byTerms = async (vectors: VectorStore, register: Register, { tenant, question, filter, limit }: Lookup): Promise<readonly Hit[]> => {
  const terms = termsOf(question).slice(0, MOST_TERMS);
  if (terms.length === 0) return [];
  const sparse = questionWeights(terms, await register.statistics(tenant, [...new Set(terms.map(termIndex))]));
  return sparse.indices.length === 0 ? [] : await vectors.search('chunks', { tenant, query: { name: 'terms', sparse }, filter, limit });
};

const fused = (...rankings: readonly (readonly Hit[])[]): readonly Hit[] => {
  const hits = new Map(rankings.flat().map((hit) => [hit.id, hit]));
  return fuse(rankings.map((ranking) => ranking.map(({ id }) => id))).map(({ id, score }) => ({ ...hits.get(id)!, score }));
};
