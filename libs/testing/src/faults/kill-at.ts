/**
 * Hook of a storage thread: ends the whole process by SIGKILL at its n-th durable write. Counting writes instead of time makes a kill
 * repeatable. Its own URL says when: `kill-at.ts?commit=17&moment=before`; `killAt` in `fault-hooks.ts` writes such URLs.
 */
const asked = new URL(import.meta.url).searchParams;
const chosen = Number(asked.get('commit'));
const moment = asked.get('moment');

const dieAt = (commit: number, now: string): void => {
  if (commit !== chosen || moment !== now) return;
  process.kill(process.pid, 'SIGKILL');
  // The signal ends the process soon; until then this thread must not take another step.
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
};

/** Written, not yet durable, not acknowledged. */
export const beforeCommit = (commit: number): void => dieAt(commit, 'before');

/** Durable, not acknowledged. */
export const afterCommit = (commit: number): void => dieAt(commit, 'after');
