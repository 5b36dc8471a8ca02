import type { Payload, VectorPoint } from '@streamforge/vector-store/port';
import type { CutDocument } from './cut-document.ts';
import type { DocumentRow } from './register.ts';
import type { FoundChunk } from './found-chunk.ts';

/** One version of one document as payloads and filters name it: two documents may have the same version. */
export const spelledVersion = ({ id, version }: { readonly id: string; readonly version: Uint8Array }): string =>
  `${id}@${Buffer.from(version.buffer, version.byteOffset, version.byteLength).toString('hex')}`;

/** The points of a document's chunks; `meanings` are their dense vectors, in order, where there are any. */
export const chunkPoints = ({ document, chunks }: CutDocument, meanings: readonly Float32Array[]): readonly VectorPoint[] =>
  chunks.map(({ text, weights }, chunk) => {
    const meaning = meanings[chunk];
    return {
      tenant: document.tenant,
      id: `${document.id}#${chunk}`,
      version: document.version,
      dense: meaning === undefined ? {} : { meaning },
      sparse: { terms: weights },
      payload: {
        document: document.id,
        chunk,
        version: spelledVersion(document),
        title: document.title,
        text,
        source: document.publisher,
        ...document.url !== undefined && { url: document.url },
        publishedAt: document.publishedAt,
        symbols: document.symbols,
      },
    };
  });

/** What `chunkPoints` wrote beside a chunk's vectors. */
interface ChunkPayload {
  readonly document: string;
  readonly chunk: number;
  readonly version: string;
  readonly title: string;
  readonly text: string;
  readonly source: string;
  readonly url?: string;
  readonly publishedAt: number;
  readonly symbols: readonly string[];
}

export const documentOf = (payload: Payload): string => (payload as unknown as ChunkPayload).document;

/** The chunk as it is found; undefined where it belongs to a version of its document that is not the newest any more. */
export const foundChunk = (payload: Payload, score: number, row: DocumentRow | undefined): FoundChunk | undefined => {
  const { version, source: publisher, url, ...shown } = payload as unknown as ChunkPayload;
  if (row === undefined || spelledVersion(row) !== version) return undefined;
  const { document, chunk, title, text, publishedAt, symbols } = shown;
  return { document, chunk, title, text, score, source: row.source, publisher, ...url !== undefined && { url }, publishedAt, symbols };
};
