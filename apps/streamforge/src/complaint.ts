/** What a person reads when a command fails: one line with code and fix, and the exit code a script reads. */
import { errors, isErrorCode, StreamForgeError, type ErrorCode } from '@streamforge/contracts/errors';
import { CommanderError } from 'commander';
import { exitCodes, outcomeOf, type Outcome } from './exit-codes.ts';
import { noColours, type Colours } from './output/colour.ts';
import { printable } from './output/table.ts';

/** An answer of the platform that says no: its code and text are passed on as they came. */
export class AnswerError extends Error {
  override readonly name = 'AnswerError';
  readonly code: string;
  readonly status: number;

  constructor(status: number, code: string, detail: string) {
    super(detail);
    this.code = code;
    this.status = status;
  }
}

/** A mistake in how the command was written. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export interface Complaint {
  readonly outcome: Outcome;
  /** Undefined where there is no code: a mistake in the command itself. */
  readonly code?: ErrorCode | undefined;
  readonly says: string;
  readonly fix?: string | undefined;
}

/** Turns whatever was thrown into what a person should read. */
export const complaintOf = (thrown: unknown): Complaint => {
  if (thrown instanceof CommanderError) {
    return { outcome: thrown.exitCode === 0 ? 'done' : 'usage', says: thrown.message.replace(/^error: /, '') };
  }
  if (thrown instanceof UsageError) return { outcome: 'usage', says: thrown.message, fix: 'See --help.' };
  if (thrown instanceof StreamForgeError) {
    return { outcome: outcomeOf(thrown.code), code: thrown.code, says: thrown.message, fix: thrown.fix };
  }
  if (thrown instanceof AnswerError && isErrorCode(thrown.code)) {
    return { outcome: outcomeOf(thrown.code), code: thrown.code, says: thrown.message, fix: errors[thrown.code].fix };
  }
  const says = thrown instanceof Error ? thrown.message : String(thrown);
  return { outcome: 'failed', code: 'UNEXPECTED', says, fix: 'Run it again with --verbose and read the stack.' };
};

/** `error CODE: what happened. Fix: what to do.` on one line. */
export const complaintLine = ({ code, says, fix }: Complaint, colours: Colours = noColours): string => {
  const head = colours.bad(code === undefined ? 'error:' : `error ${code}:`);
  const text = printable(says.replaceAll(/\s*\n\s*/g, ' ').trim());
  return fix === undefined ? `${head} ${text}` : `${head} ${text} ${colours.strong('Fix:')} ${fix}`;
};

/** The exit code of a complaint, as `--help` lists them. */
export const exitCodeOf = (complaint: Complaint): number => exitCodes[complaint.outcome].code;
