/** Errors cross threads as plain data: their classes would be lost. */
import { errors, RetryableError, StreamForgeError, TerminalError } from '@streamforge/contracts/errors';
import type { Failure } from './messages.ts';

export const toFailure = (error: unknown): Failure => ({
  code: error instanceof StreamForgeError ? error.code : undefined,
  message: error instanceof Error ? error.message : String(error),
  retryable: error instanceof RetryableError,
});

/** The error again: with its code, where it had one. */
export const fromFailure = ({ code, message, retryable }: Failure): Error => {
  if (code === undefined) return new Error(message);
  const { says } = errors[code];
  const detail = message.startsWith(says) ? message.slice(says.length).trim() : message;
  return retryable ? new RetryableError(code, detail) : new TerminalError(code, detail);
};
