import { z } from 'zod';

/** Where a record lies in the log: what a derived fact names as its source, so that it can be traced. */
export const CoordinatesOfRecord = z.strictObject({
  topic: z.string().min(1).max(249),
  partition: z.int().min(0),
  offset: z.int().min(0),
});
export type CoordinatesOfRecord = z.output<typeof CoordinatesOfRecord>;
