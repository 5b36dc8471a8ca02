/** System calls as `strace -f -y -o FILE` writes them, each with the moments it began and ended. */
export interface SystemCall {
  readonly thread: string;
  readonly name: string;
  /** What strace shows of its arguments, paths of files in angle brackets. */
  readonly shown: string;
  /** Lines of the trace on which it began and on which it had returned. */
  readonly began: number;
  readonly ended: number;
}

const whole = /^(\d+)\s+\S+\s+(\w+)\((.*)$/;
const resumed = /^(\d+)\s+\S+\s+<\.\.\. (\w+) resumed>/;

/** Reads a trace. A call that another thread interrupted is shown in two lines; it ends on the second. */
export const systemCalls = (trace: string): readonly SystemCall[] => {
  const calls: SystemCall[] = [];
  const open = new Map<string, SystemCall>();
  for (const [at, line] of trace.split('\n').entries()) {
    const [, resuming] = resumed.exec(line) ?? [];
    if (resuming !== undefined) {
      const call = open.get(resuming);
      if (call !== undefined) calls.push({ ...call, ended: at });
      open.delete(resuming);
      continue;
    }
    const [, thread, name, shown] = whole.exec(line) ?? [];
    if (thread === undefined || name === undefined || shown === undefined) continue;
    const call = { thread, name, shown, began: at, ended: at };
    if (line.endsWith('<unfinished ...>')) open.set(thread, call);
    else calls.push(call);
  }
  return calls.toSorted((a, b) => a.began - b.began);
};
