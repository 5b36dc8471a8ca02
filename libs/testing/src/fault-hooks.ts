/** Hooks for the storage threads, by URL, as the embedded adapters take them. */
import { mulberry32 } from '@streamforge/determinism/random';

export interface KillPoint {
  /** Counts the thread's durable writes from 1. */
  readonly commit: number;
  /** `before`: the write is done and not durable. `after`: it is durable and not acknowledged. */
  readonly moment: 'before' | 'after';
}

const hook = (file: string, query: Readonly<Record<string, string>>): URL => {
  const url = new URL(`./faults/${file}`, import.meta.url);
  url.search = new URLSearchParams(query).toString();
  return url;
};

/** Ends the process at a durable write. */
export const killAt = ({ commit, moment }: KillPoint): URL => hook('kill-at.ts', { commit: String(commit), moment });

/** Keeps the number of durable writes in a file. */
export const countCommits = (file: string): URL => hook('count-commits.ts', { file });

/** Makes the disk full while `marker` exists. */
export const diskFullWhile = (marker: string): URL => hook('disk-full.ts', { while: marker });

/** `count` different kill points among the first `commits` durable writes, the same for the same seed, in order. */
export const killPoints = (seed: number, count: number, commits: number): readonly KillPoint[] => {
  const random = mulberry32(seed);
  const chosen = new Set<number>();
  while (chosen.size < Math.min(count, 2 * commits)) chosen.add(Math.floor(random() * 2 * commits));
  return [...chosen].toSorted((a, b) => a - b)
    .map((point) => ({ commit: Math.floor(point / 2) + 1, moment: point % 2 === 0 ? 'before' : 'after' }));
};
