import { RetryableError, StreamForgeError, TerminalError } from '@streamforge/contracts/errors';
import type { Failure } from './messages.ts';

/** Primary result codes of SQLite, https://sqlite.org/rescode.html. */
const sqlite = { busy: 5, readOnly: 8, ioError: 10, corrupt: 11, full: 13, cantOpen: 14, notADatabase: 26 } as const;

const primaryCode = (error: unknown): number | undefined =>
  error instanceof Error && 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;

/** SQLite's own words, such as `database disk image is malformed`, as a sentence of ours. */
const sentence = ({ message }: Error): string => `SQLite says: ${message}.`;

/** Names an error of `node:sqlite` by our codes; other errors pass unchanged. `file` says where. */
export const namedError = (error: unknown, file: string): Error => {
  const where = { file };
  const options = { cause: error };
  switch (primaryCode(error)) {
    case sqlite.full:
      return new RetryableError('DISK_FULL', '', where, options);
    case sqlite.ioError:
    case sqlite.cantOpen:
    case sqlite.busy:
      return new RetryableError('STORE_UNAVAILABLE', (error as Error).message, where, options);
    case sqlite.corrupt:
    case sqlite.notADatabase:
      return new TerminalError('DATA_DAMAGED', sentence(error as Error), where, options);
    case sqlite.readOnly:
      return new TerminalError('DATA_DIRECTORY_UNUSABLE', (error as Error).message, where, options);
    default:
      return error instanceof Error ? error : new Error(String(error));
  }
};

/** What is named the same whether it shows while a file is opened or later. */
const namedAlways: readonly number[] = [sqlite.full, sqlite.corrupt, sqlite.notADatabase];

/** While a file is opened nothing can be waited for: every failure of the file system is the directory's. */
export const openingError = (error: unknown, file: string): Error => {
  if (error instanceof StreamForgeError) return error;
  const code = primaryCode(error);
  if (code !== undefined && namedAlways.includes(code)) return namedError(error, file);
  return code === undefined && !(error instanceof Error && 'syscall' in error)
    ? namedError(error, file)
    : new TerminalError('DATA_DIRECTORY_UNUSABLE', (error as Error).message, { file }, { cause: error });
};

const kindOf = (error: Error): Failure['kind'] => {
  if (error instanceof RetryableError) return 'retryable';
  if (error instanceof TerminalError) return 'terminal';
  return error instanceof StreamForgeError ? 'coded' : 'other';
};

/** The error as plain data. */
export const toFailure = (error: Error): Failure => ({
  kind: kindOf(error),
  code: error instanceof StreamForgeError ? error.code : 'INTERNAL',
  message: error.message,
  where: error instanceof StreamForgeError ? error.where : {},
  stack: error.stack,
});

const withCode = (failure: Failure): Error => {
  const { code, where } = failure;
  switch (failure.kind) {
    case 'retryable':
      return new RetryableError(code, '', where);
    case 'terminal':
      return new TerminalError(code, '', where);
    case 'coded':
      return new StreamForgeError(code, '', where);
    case 'other':
      return new Error(failure.message);
  }
};

/** The error again, of its class, with the message and the stack of the thread that threw it. */
export const fromFailure = (failure: Failure): Error => {
  const error = withCode(failure);
  error.message = failure.message;
  if (failure.stack !== undefined) error.stack = failure.stack;
  return error;
};
