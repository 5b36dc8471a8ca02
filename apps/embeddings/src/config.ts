import { embeddingsSettings } from '@streamforge/search/embeddings-settings';
import { z } from 'zod';

/** Settings of embeddings beside the host's. */
export const EmbeddingsConfig = z.object(embeddingsSettings);
export type EmbeddingsConfig = z.output<typeof EmbeddingsConfig>;
