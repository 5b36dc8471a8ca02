/** What becomes of a command whose output can't be written: `| head` has read enough, a full disk has not. */
import { complaintLine, exitCodeOf, type Complaint } from '../complaint.ts';
import type { Terminal } from './output.ts';

/** The reader went away: nobody wants the rest, and nothing is wrong. */
const READER_GONE = ['EPIPE', 'ERR_STREAM_DESTROYED'];

/**
 * Keeps a failing stdout or stderr from ending the process in the middle of its work: what follows is written to nobody. Calls `failed`
 * with the exit code, once, when data was lost that somebody still waited for; one line on stderr says so.
 */
export const outliveOutput = ({ stdout, stderr }: Pick<Terminal, 'stdout' | 'stderr'>, failed: (code: number) => void): void => {
  let told = false;
  stderr.on('error', () => undefined);
  stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (told || READER_GONE.includes(error.code ?? '')) return;
    told = true;
    const complaint = complaintOn(error);
    stderr.write(`${complaintLine(complaint)}\n`);
    failed(exitCodeOf(complaint));
  });
};

const complaintOn = ({ message }: Error): Complaint => ({
  outcome: 'failed',
  says: `The output can’t be written (${message}).`,
  fix: 'Make room, or send it elsewhere.',
});
