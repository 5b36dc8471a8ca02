import type { Random } from '@streamforge/determinism/random';

export interface BackoffLimits {
  readonly firstMs: number;
  readonly mostMs: number;
}

/** Waits that double up to a limit, each shortened by up to half at random so that instances do not come back in step. */
export const backoff = ({ firstMs, mostMs }: BackoffLimits, random: Random): ((attempt: number) => number) =>
  (attempt) => Math.min(mostMs, firstMs * 2 ** Math.min(attempt - 1, 30)) * (1 - random() / 2);
