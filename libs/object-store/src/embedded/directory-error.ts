import { RetryableError, StreamForgeError, TerminalError } from '@streamforge/contracts/errors';

const full = new Set(['ENOSPC', 'EDQUOT', 'EFBIG']);
const unusable = new Set(['EACCES', 'EPERM', 'EROFS', 'ENOTDIR', 'ELOOP', 'ENOENT', 'EEXIST']);

const systemCode = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && 'syscall' in error && typeof error.code === 'string' ? error.code : undefined;

/** Whether the file system refused with this code, such as ENOENT. */
export const isSystemError = (error: unknown, code: string): boolean => systemCode(error) === code;

/** Names an error of the file system by our codes; others pass unchanged. */
export const namedError = (error: unknown, file: string): unknown => {
  const code = systemCode(error);
  if (code === undefined || error instanceof StreamForgeError) return error;
  const options = { cause: error };
  if (full.has(code)) return new RetryableError('DISK_FULL', '', { file }, options);
  if (unusable.has(code)) return new TerminalError('DATA_DIRECTORY_UNUSABLE', (error as Error).message, { file }, options);
  return new RetryableError('STORE_UNAVAILABLE', (error as Error).message, { file }, options);
};
