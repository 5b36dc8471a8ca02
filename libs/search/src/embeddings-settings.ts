/** The settings of an embeddings server: the same for the service that fills the collection and for those that search it. */
import { z } from 'zod';
import type { Embedder } from './embedder.ts';
import { openAiEmbedder } from './openai-embedder.ts';

export const embeddingsSettings = {
  EMBEDDINGS_URL: z.url({ protocol: /^https?$/ }).refine((url) => !/^https?:\/\/[^/]*@/i.test(url), 'put the key into EMBEDDINGS_API_KEY').optional()
    .describe('OpenAI-compatible server that gives texts their dense vectors; without it documents are found by their words alone.'),
  EMBEDDINGS_MODEL: z.string().min(1).max(200).default('text-embedding-3-small').describe('Its model; another one needs every vector made anew.'),
  EMBEDDINGS_API_KEY: z.string().min(1).optional().meta({ secret: true }).describe('Key of that server.'),
} as const;

export interface EmbeddingsSettings {
  readonly EMBEDDINGS_URL?: string | undefined;
  readonly EMBEDDINGS_MODEL: string;
  readonly EMBEDDINGS_API_KEY?: string | undefined;
}

/** The embedder that the settings name, if they name one. */
export const embedderOf = ({ EMBEDDINGS_URL: url, EMBEDDINGS_MODEL: model, EMBEDDINGS_API_KEY: apiKey }: EmbeddingsSettings): Embedder | undefined =>
  url === undefined ? undefined : openAiEmbedder({ url, model, apiKey });
