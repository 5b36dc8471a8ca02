/**
 * How long a topic keeps a record, counted from its append. `archived` keeps it in the log for at least so long, and until the archive in
 * the object store has it: then it leaves the log, never the platform.
 */
export type Retention =
  | { readonly kind: 'forever' }
  | { readonly kind: 'age'; readonly ms: number }
  | { readonly kind: 'archived'; readonly ms: number };

const DAY_MS = 86_400_000;

export const forever: Retention = { kind: 'forever' };

/** Kept for so many days after the append. */
export const days = (count: number): Retention => ({ kind: 'age', ms: count * DAY_MS });

/** Kept for so many days after the append, and longer until it is archived. */
export const archivedAfter = (count: number): Retention => ({ kind: 'archived', ms: count * DAY_MS });

/** Milliseconds after which the log may delete by itself; null where it never may. What is archived is deleted by who archives it. */
export const logRetentionMs = (retention: Retention): number | null => retention.kind === 'age' ? retention.ms : null;
