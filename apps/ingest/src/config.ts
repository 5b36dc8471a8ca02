import { z } from 'zod';

/** Settings of ingest beside the host's. */
export const IngestConfig = z.object({
  STREAMFORGE_GAP_SURVEY_SECONDS: z.coerce.number().int().min(1).max(86_400).default(15)
    .describe('Pause between two surveys of all series for missing bars.'),
  STREAMFORGE_ARCHIVE: z.enum(['on', 'off']).default('on')
    .describe('Whether closed segments of market topics are archived to the object store; without it they stay in the log.'),
  STREAMFORGE_ARCHIVE_SECONDS: z.coerce.number().int().min(1).max(86_400).default(60)
    .describe('Pause between two looks for segments to archive.'),
  STREAMFORGE_ARCHIVE_SEGMENT_BYTES: z.coerce.number().int().min(1_024).max(1_073_741_824).default(67_108_864)
    .describe('Bytes of records, uncompressed, at which a segment is closed.'),
  STREAMFORGE_ARCHIVE_SEGMENT_HOURS: z.coerce.number().int().min(1).max(720).default(24)
    .describe('Hours of appends after which a segment is closed, however small it is.'),
});
export type IngestConfig = z.output<typeof IngestConfig>;
