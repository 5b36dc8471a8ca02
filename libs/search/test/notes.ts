import type { IndexedDocument } from '../src/chunks.ts';

export const PUBLISHED = Date.UTC(2024, 0, 1);

/** A document of version 1 unless it is said otherwise. */
export const note = (id: string, text: string, changes: Partial<Omit<IndexedDocument, 'version'>> & { readonly version?: number } = {}): IndexedDocument => {
  const { version = 1, ...rest } = changes;
  return { tenant: 'public', id, title: '', text, publisher: 'desk', publishedAt: PUBLISHED, symbols: [], ...rest, version: Uint8Array.of(0, version) };
};

/** A paragraph of its own for each number: about three to a chunk. */
export const long = (word: string, paragraphs: number): string =>
  Array.from({ length: paragraphs }, (_, n) => `Paragraph ${n} is about ${word} and what became of it. `.repeat(8).trim()).join('\n\n');
