import { setImmediate as others } from 'node:timers/promises';
import { textWeights, type TermWeights } from '@streamforge/retrieval/bm25';
import { chunksOf } from '@streamforge/retrieval/chunks';
import { termsOf } from '@streamforge/retrieval/terms';
import type { IndexedDocument, RemovedDocument } from './found-chunk.ts';

export interface CutChunk {
  readonly text: string;
  readonly weights: TermWeights;
}

/** A document in chunks; each is weighed with the title before it, by which a reader knows what it is about. */
export interface CutDocument {
  readonly document: IndexedDocument;
  readonly chunks: readonly CutChunk[];
}

/** What becomes of a document: its chunks, or none of a deleted one. */
export type Change = CutDocument | { readonly document: RemovedDocument; readonly chunks: readonly never[] };

/** Chunks that are weighed before others get their turn: a few milliseconds. */
const AT_ONCE = 16;

export const cutDocument = async (document: IndexedDocument): Promise<CutDocument> => {
  const title = termsOf(document.title);
  const chunks: CutChunk[] = [];
  for (const { text } of chunksOf(document.text)) {
    chunks.push({ text, weights: textWeights([...title, ...termsOf(text)]) });
    if (chunks.length % AT_ONCE === 0) await others();
  }
  return { document, chunks };
};

/** The text that a chunk's meaning is taken of. */
export const meaningText = ({ title }: IndexedDocument, { text }: CutChunk): string => title === '' ? text : `${title}\n\n${text}`;
