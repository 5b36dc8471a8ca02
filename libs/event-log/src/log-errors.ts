import { RetryableError, StreamForgeError } from '@streamforge/contracts/errors';

/** The log's own name for what its thread says: to its users the store behind it does not exist. */
export const logError = (error: unknown): unknown =>
  error instanceof StreamForgeError && error.code === 'STORE_UNAVAILABLE'
    ? new RetryableError('LOG_UNAVAILABLE', error.message, error.where, { cause: error })
    : error;

/** What every call gets once the log is closed. */
export const closedError = (): RetryableError => new RetryableError('LOG_UNAVAILABLE', 'It is closed.');

/** What a member gets that acts on a partition which is no longer its own. */
export const movedError = (topic: string, partition: number): StreamForgeError =>
  new StreamForgeError('PARTITION_MOVED', '', { topic, partition });
