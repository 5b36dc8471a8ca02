/** CPU time of processes as Linux counts it, from outside, threads included. */
import { readFileSync } from 'node:fs';
import { childrenOf } from '@streamforge/backends/process-identity';

/** Ticks a second, the same on every Linux that Node runs on. */
const TICKS = 100;
/** utime, stime, cutime and cstime among the fields after the program's name: proc(5). */
const [USER, SYSTEM, USER_OF_GONE, SYSTEM_OF_GONE] = [11, 12, 13, 14] as const;

const ticksOf = (pid: number, fields: readonly number[]): number => {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const words = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields.reduce((sum, field) => sum + Number(words[field]), 0);
  } catch {
    return 0;
  }
};

/** Seconds that a process has used so far; 0 when it is gone. */
export const processSeconds = (pid: number): number => ticksOf(pid, [USER, SYSTEM]) / TICKS;

/** Seconds that a process, its children and its children that are gone have used so far. */
export const treeSeconds = (pid: number): number =>
  (ticksOf(pid, [USER, SYSTEM, USER_OF_GONE, SYSTEM_OF_GONE]) + childrenOf(pid).reduce((sum, child) => sum + ticksOf(child, [USER, SYSTEM]), 0)) / TICKS;
