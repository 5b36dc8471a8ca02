/** The embedder of any server that speaks OpenAI’s `POST /v1/embeddings`. */
import { RetryableError, StreamForgeError } from '@streamforge/contracts/errors';
import { z } from 'zod';
import type { Embedder } from './embedder.ts';

export interface EmbeddingsServer {
  /** Its address, with or without `/v1` at the end. */
  readonly url: string;
  readonly model: string;
  readonly apiKey?: string | undefined;
  /** Most texts of one request. */
  readonly atOnce?: number;
  readonly timeoutMs?: number;
}

const Answer = z.object({ data: z.array(z.object({ index: z.int().min(0), embedding: z.array(z.number()).min(1) })) });

/** Statuses that are about the texts; all others are about the server, the user or the moment, and may pass. */
const ABOUT_TEXTS: readonly number[] = [400, 413, 422];

export const openAiEmbedder = ({ url, model, apiKey, atOnce = 32, timeoutMs = 60_000 }: EmbeddingsServer): Embedder => {
  const address = `${url.replace(/\/+$/, '').replace(/\/v1$/, '')}/v1/embeddings`;

  const asked = async (input: readonly string[]): Promise<readonly Float32Array[]> => {
    const response = await fetch(address, {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...apiKey !== undefined && { authorization: `Bearer ${apiKey}` } },
      body: JSON.stringify({ model, input, encoding_format: 'float' }),
      signal: AbortSignal.timeout(timeoutMs),
      redirect: 'error',
    });
    if (!response.ok) {
      await response.body?.cancel();
      const detail = `${address} answered ${response.status}.`;
      if (ABOUT_TEXTS.includes(response.status)) throw new StreamForgeError('EMBEDDINGS_REFUSED', detail);
      throw new RetryableError(response.status === 401 || response.status === 403 ? 'EMBEDDINGS_REFUSED' : 'EMBEDDINGS_UNAVAILABLE', detail);
    }
    return vectorsOf(await response.json(), input.length);
  };

  return {
    model,
    embed: async (texts) => {
      const vectors: Float32Array[] = [];
      try {
        for (let at = 0; at < texts.length; at += atOnce) vectors.push(...await asked(texts.slice(at, at + atOnce)));
      } catch (error) {
        if (error instanceof StreamForgeError) throw error;
        throw new RetryableError('EMBEDDINGS_UNAVAILABLE', `${address} can’t be asked.`, {}, { cause: error });
      }
      return vectors;
    },
  };
};

const vectorsOf = (answer: unknown, count: number): readonly Float32Array[] => {
  const { success, data } = Answer.safeParse(answer);
  const inOrder = data?.data.toSorted((a, b) => a.index - b.index) ?? [];
  if (!success || inOrder.length !== count || inOrder.some(({ index }, at) => index !== at)) {
    throw new StreamForgeError('EMBEDDINGS_REFUSED', `It gave no ${count} vectors in OpenAI’s form.`);
  }
  return inOrder.map(({ embedding }) => Float32Array.from(embedding));
};
