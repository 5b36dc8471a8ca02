/**
 * Qdrant's failures by our codes. What comes from the server, the network or the way in is retryable, since it passes once its cause is gone
 * and nothing may be skipped meanwhile. The client's errors carry the request with its key: they are never kept as a cause.
 */
import { RetryableError, StreamForgeError, TerminalError } from '@streamforge/contracts/errors';
import { fetchFailure, type Phase } from '@streamforge/contracts/fetch-failure';

const diskFull = /no space left|out of disk|disk is full/i;
const otherLength = /vector dimension error/i;
const longestWords = 300;

const field = (value: unknown, name: string): unknown =>
  (typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>)[name] : undefined);

/** The HTTP status of an answer that refuses; 429 has an error of its own in the client. */
export const statusOf = (error: unknown): number | undefined => {
  const status = field(error, 'status');
  if (typeof status === 'number') return status;
  return field(error, 'name') === 'QdrantClientResourceExhaustedError' ? 429 : undefined;
};

/** The server's own words: `{ status: { error } }`, or text. */
const wordsOf = (error: unknown): string => {
  const data = field(error, 'data');
  const told = field(field(data, 'status'), 'error');
  const words = typeof told === 'string' ? told : typeof data === 'string' ? data : '';
  return words.replaceAll(/\s+/g, ' ').trim().slice(0, longestWords);
};

const ofStatus = (status: number, words: string, at: string): StreamForgeError => {
  const says = `Qdrant at ${at} says HTTP ${status}${words === '' ? '.' : `: ${words}`}`;
  if (status === 401) return new RetryableError('BACKEND_CREDENTIALS', says);
  if (status === 403) return new RetryableError('BACKEND_FORBIDDEN', says);
  if (status === 507 || diskFull.test(words)) return new RetryableError('DISK_FULL', says);
  if (status >= 500 || status === 404 || status === 408 || status === 429) return new RetryableError('STORE_UNAVAILABLE', says);
  if (status < 400) return new RetryableError('BACKEND_MISMATCH', says);
  return otherLength.test(words) ? new TerminalError('VECTOR_SHAPE', says) : new StreamForgeError('INTERNAL', says);
};

/**
 * Names an error of the client by our codes; ours pass unchanged. `at` says where. RetryableError `STORE_UNAVAILABLE`, `DISK_FULL` or
 * `BACKEND_*`; TerminalError `VECTOR_SHAPE` when somebody made the collection anew; StreamForgeError `INTERNAL` for a request that is wrong.
 */
export const qdrantFailure = (error: unknown, at: string, phase: Phase): StreamForgeError => {
  if (error instanceof StreamForgeError) return error;
  const status = statusOf(error);
  if (status !== undefined) return ofStatus(status, wordsOf(error), at);
  const { code, says } = fetchFailure(error, phase);
  return new RetryableError(code, `Qdrant at ${at}: ${says}`);
};
