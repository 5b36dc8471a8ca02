/** A pid alone may be another process by now: with its start time it is one process for ever. */
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

export interface ProcessIdentity {
  readonly pid: number;
  /** What the system says of the start, only good for comparing. */
  readonly started: string;
}

const START_TIME_FIELD = 22;

/** When the process started, and undefined when there is none or it is only waiting to be reaped. */
const startOf = (pid: number): string | undefined => {
  if (process.platform !== 'linux') {
    try {
      return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || undefined;
    } catch {
      return undefined;
    }
  }
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field is the program's name in brackets and may hold spaces and brackets itself.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' ? undefined : fields[START_TIME_FIELD - 3];
  } catch {
    return undefined;
  }
};

/** Undefined when no such process runs. */
export const identityOf = (pid: number): ProcessIdentity | undefined => {
  const started = startOf(pid);
  return started === undefined ? undefined : { pid, started };
};

/** Whether exactly this process still runs. */
export const isRunning = ({ pid, started }: ProcessIdentity): boolean => startOf(pid) === started;

/** Pids of the processes that it started and that still run. Empty where the system does not tell (only Linux does). */
export const childrenOf = (pid: number): readonly number[] => {
  try {
    return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter((word) => word !== '').map(Number);
  } catch {
    return [];
  }
};
