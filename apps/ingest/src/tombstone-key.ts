import type { ReceivedTombstone, Refusal } from '@streamforge/codec/received';
import type { z } from 'zod';

/** The two parts of a key such as `exchange:symbol` or `tenant:id`; the first has no colon. */
export interface KeyParts {
  readonly series: string;
  readonly id: string;
}

/** Reads the key of a tombstone, which has no value to compare it with; undefined when no value could have had this key. */
export const tombstoneKey = (key: string, series: z.ZodType<string>, id: z.ZodType<string>): KeyParts | undefined => {
  const colon = key.indexOf(':');
  const parts = { series: key.slice(0, Math.max(0, colon)), id: key.slice(colon + 1) };
  return series.safeParse(parts.series).success && id.safeParse(parts.id).success ? parts : undefined;
};

/** The refusal of a tombstone whose key no value could have. */
export const noSuchKey = ({ key, topic }: ReceivedTombstone): Refusal =>
  ({ code: 'KEY_MISMATCH', detail: `No value on ${topic} has the key ${JSON.stringify(key.slice(0, 100))}.` });
