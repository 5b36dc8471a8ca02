/** Gives texts their dense vectors; all of one embedder have the same length. */
export interface Embedder {
  readonly model: string;
  /** One vector for each text, in order. Rejects with RetryableError `EMBEDDINGS_UNAVAILABLE` while its server does not answer. */
  embed(texts: readonly string[]): Promise<readonly Float32Array[]>;
}
