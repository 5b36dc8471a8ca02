import { embeddingsSettings } from '@streamforge/search/embeddings-settings';
import { z } from 'zod';

export const GatewayConfig = z.object({
  ...embeddingsSettings,
  STREAMFORGE_PRODUCE_INFLIGHT_BYTES: z.coerce.number().int().min(1_048_576).max(1_073_741_824).default(67_108_864)
    .describe('Most bytes of request bodies waiting to be appended; beyond it producers are told to wait (429).'),
});
