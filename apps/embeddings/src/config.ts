import { embeddingsSettings } from '@streamforge/search/embeddings-settings';
import { z } from 'zod';

/** Settings of embeddings beside the host's. */
export const EmbeddingsConfig = z.object({
  ...embeddingsSettings,
  EMBEDDINGS_GATHER_MS: z.coerce.number().int().min(0).max(10_000).default(1_000)
    .describe('How long bars are gathered before the windows that hold them are made anew: neighbours share most of their windows.'),
});
export type EmbeddingsConfig = z.output<typeof EmbeddingsConfig>;
