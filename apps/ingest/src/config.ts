import { z } from 'zod';

/** Settings of ingest beside the host's. */
export const IngestConfig = z.object({
  STREAMFORGE_GAP_SURVEY_SECONDS: z.coerce.number().int().min(1).max(86_400).default(15)
    .describe('Pause between two surveys of all series for missing bars.'),
});
export type IngestConfig = z.output<typeof IngestConfig>;
