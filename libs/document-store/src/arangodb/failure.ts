/**
 * ArangoDB's failures by our codes. What comes from the server, the network or the way in is retryable, since it passes once its cause is
 * gone and nothing may be skipped meanwhile. arangojs' errors carry the request with its authorization: they are never kept as a cause.
 */
import { RetryableError, StreamForgeError, type ErrorCode } from '@streamforge/contracts/errors';
import { fetchFailure, sentence, type Phase } from '@streamforge/contracts/fetch-failure';
import { isArangoError } from 'arangojs/errors';

/** Error numbers, https://docs.arangodb.com/3.12/develop/error-codes/. */
export const errorNumbers = {
  forbidden: 11, lockTimeout: 18, readOnly: 1004, filesystemFull: 1104, conflict: 1200, documentNotFound: 1202, collectionNotFound: 1203,
  duplicateName: 1207, uniqueViolated: 1210, databaseNotFound: 1228, queryKilled: 1500, cursorNotFound: 1600, graphExists: 1925,
  queueTime: 21_004,
} as const;

const numbered: Readonly<Record<number, ErrorCode>> = {
  [errorNumbers.lockTimeout]: 'STORE_UNAVAILABLE',
  [errorNumbers.readOnly]: 'STORE_UNAVAILABLE',
  [errorNumbers.queryKilled]: 'STORE_UNAVAILABLE',
  [errorNumbers.queueTime]: 'STORE_UNAVAILABLE',
  [errorNumbers.forbidden]: 'BACKEND_FORBIDDEN',
  [errorNumbers.filesystemFull]: 'DISK_FULL',
  [errorNumbers.collectionNotFound]: 'STORE_UNAVAILABLE',
  [errorNumbers.databaseNotFound]: 'STORE_UNAVAILABLE',
  [errorNumbers.cursorNotFound]: 'STORE_UNAVAILABLE',
  [errorNumbers.conflict]: 'STORE_UNAVAILABLE',
};

const statuses: Readonly<Record<number, ErrorCode>> = { 401: 'BACKEND_CREDENTIALS', 403: 'BACKEND_FORBIDDEN', 408: 'STORE_UNAVAILABLE' };

const statusOf = (error: unknown): number | undefined => {
  if (typeof error !== 'object' || error === null || !('code' in error)) return undefined;
  return typeof error.code === 'number' ? error.code : undefined;
};

/** 401 says the same number as 403, so it goes by its status; the others by their number: 403 is also a write concern that is not met. */
const codeOf = (errorNum: number, status: number): ErrorCode => {
  const known = status === 401 ? statuses[status] : numbered[errorNum] ?? statuses[status];
  return known ?? (status >= 500 || status === 0 ? 'STORE_UNAVAILABLE' : 'INTERNAL');
};

const ofServer = (errorNum: number, status: number, message: string, at: string): StreamForgeError => {
  const code = codeOf(errorNum, status);
  const detail = `ArangoDB at ${at} says: ${sentence(message)} (error ${errorNum})`;
  return code === 'INTERNAL' ? new StreamForgeError(code, detail) : new RetryableError(code, detail);
};

/** One item of an array was refused for a reason that trying again does not change, or the server's own. */
export const itemFailure = (errorNum: number, message: string, at: string): StreamForgeError => ofServer(errorNum, 400, message, at);

/**
 * Names an error of arangojs by our codes; ours pass unchanged. `at` says where. RetryableError `STORE_UNAVAILABLE`, `DISK_FULL` or
 * `BACKEND_*`; StreamForgeError `INTERNAL` for a request that is wrong.
 */
export const arangoFailure = (error: unknown, at: string, phase: Phase): StreamForgeError => {
  if (error instanceof StreamForgeError) return error;
  if (isArangoError(error)) return ofServer(error.errorNum, error.code ?? 0, error.message, at);
  const status = statusOf(error);
  if (status !== undefined) {
    const code = statuses[status] ?? (status >= 500 ? 'STORE_UNAVAILABLE' : 'BACKEND_MISMATCH');
    return new RetryableError(code, `What answers at ${at} says HTTP ${status}.`);
  }
  const { code, says } = fetchFailure(error, phase);
  return new RetryableError(code, `ArangoDB at ${at}: ${says}`);
};

/** The number of an error of ArangoDB's own. */
export const errorNumberOf = (error: unknown): number | undefined => (isArangoError(error) ? error.errorNum : undefined);
