import { StreamForgeError } from '@streamforge/contracts/errors';
import type { VectorStore } from '@streamforge/vector-store/port';
import type { Embedder } from '../embedder.ts';
import { meaningText, type CutDocument } from './cut-document.ts';

/** Dense vectors of chunks and questions. Their length is the model’s: the collection takes that of the first ones, and refuses others later. */
export class Meanings {
  readonly #embedder: Embedder;
  readonly #vectors: VectorStore;

  constructor(embedder: Embedder, vectors: VectorStore) {
    this.#embedder = embedder;
    this.#vectors = vectors;
  }

  /** One for each chunk of these documents, in order. */
  async of(cuts: readonly CutDocument[]): Promise<readonly Float32Array[]> {
    return await this.#embed(cuts.flatMap(({ document, chunks }) => chunks.map((chunk) => meaningText(document, chunk))));
  }

  async ofQuestion(question: string): Promise<Float32Array | undefined> {
    return (await this.#embed([question]))[0];
  }

  async #embed(texts: readonly string[]): Promise<readonly Float32Array[]> {
    const found = await this.#embedder.embed(texts);
    const [size, ...others] = new Set(found.map(({ length }) => length));
    if (others.length > 0) throw new StreamForgeError('EMBEDDINGS_REFUSED', `The model ${this.#embedder.model} answers with vectors of different lengths.`);
    if (size !== undefined) await this.#vectors.prepare('chunks', { meaning: size });
    return found;
  }
}
