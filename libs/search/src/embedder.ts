/** Gives texts their dense vectors; all of one embedder have the same length. */
export interface Embedder {
  readonly model: string;
  /**
   * One vector for each text, in order. Rejects with RetryableError `EMBEDDINGS_UNAVAILABLE` while the server can't be asked or refuses this user,
   * and with `EMBEDDINGS_REFUSED` when it refuses the texts, or its answer holds no vectors.
   */
  embed(texts: readonly string[]): Promise<readonly Float32Array[]>;
}
