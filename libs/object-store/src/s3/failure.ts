/** Names what went wrong between us and an S3 server by our codes. */
import type { ErrorCode } from '@streamforge/contracts/errors';
import { RetryableError, StreamForgeError } from '@streamforge/contracts/errors';
import { Refusal } from './refusal.ts';
import { Silence } from './transport.ts';

const busy = new Set([408, 429, 500, 502, 503, 504]);
/** Answers that trying again a moment later may change, https://docs.aws.amazon.com/AmazonS3/latest/API/ErrorResponses.html. */
const busyCodes = new Set(['SlowDown', 'InternalError', 'ServiceUnavailable', 'RequestTimeout', 'OperationAborted', 'ConditionalRequestConflict', 'BadDigest', 'IncompleteBody']);
const credentialCodes = new Set(['InvalidAccessKeyId', 'SignatureDoesNotMatch', 'InvalidToken', 'ExpiredToken', 'InvalidSecurity', 'XAdminUserNotFound']);
const skewCodes = new Set(['RequestTimeTooSkewed', 'RequestExpired']);
const regionCodes = new Set(['AuthorizationHeaderMalformed', 'PermanentRedirect', 'TemporaryRedirect', 'IllegalLocationConstraintException', 'InvalidRegion']);
const fullCodes = new Set(['XMinioStorageFull', 'InsufficientStorage', 'QuotaExceeded', 'XMinioAdminBucketQuotaExceeded']);
const connection = new Set([
  'ECONNRESET', 'ECONNREFUSED', 'ECONNABORTED', 'EPIPE', 'ETIMEDOUT', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EHOSTDOWN',
  'ENETDOWN', 'EADDRNOTAVAIL', 'ERR_STREAM_PREMATURE_CLOSE', 'ERR_SOCKET_CLOSED', 'ABORT_ERR',
]);
const untrusted = /^(CERT_|DEPTH_ZERO_|SELF_SIGNED_|UNABLE_TO_(?:VERIFY|GET)_|ERR_TLS_CERT_|CRL_|HOSTNAME_MISMATCH|INVALID_(?:CA|PURPOSE)|ERR_SSL_.*ALERT|ERR_SSL_TLSV1)/;
const noTls = /^(EPROTO|ERR_SSL_)/;

const systemCode = (error: unknown): string => (error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : '');

/** Whether the same request may succeed a moment later. */
export const isTransient = (error: unknown): boolean => {
  if (error instanceof Refusal) return busyCodes.has(error.code ?? '') || (busy.has(error.status) && !fullCodes.has(error.code ?? ''));
  return error instanceof Silence || connection.has(systemCode(error));
};

/** Whether the server answered with one of these, HTTP statuses or its own codes. */
export const isRefusal = (error: unknown, ...codes: readonly (string | number)[]): boolean =>
  error instanceof Refusal && (codes.includes(error.status) || (error.code !== undefined && codes.includes(error.code)));

interface Name {
  readonly code: ErrorCode;
  readonly says: string;
}

const nameOfRefusal = (refusal: Refusal, bucket: string): Name => {
  const { code = '', status, message } = refusal;
  if (skewCodes.has(code)) return { code: 'BACKEND_CREDENTIALS', says: `refuses the request's time: set this machine's clock; the server's says ${refusal.date ?? 'something else'}` };
  if (credentialCodes.has(code)) return { code: 'BACKEND_CREDENTIALS', says: `answered ${message}` };
  if (regionCodes.has(code) || status === 301) {
    return { code: 'BACKEND_MISMATCH', says: `answered ${message}: the bucket's region is ${refusal.region ?? 'another'}; give it as ?region=` };
  }
  if (fullCodes.has(code) || status === 507) return { code: 'DISK_FULL', says: `answered ${message}` };
  if (isTransient(refusal)) return { code: 'STORE_UNAVAILABLE', says: `answered ${message}` };
  if (code === 'NoSuchBucket') return { code: 'BACKEND_MISMATCH', says: `answered ${message}: the bucket is gone` };
  // HEAD has no body, and so no code.
  if (code === 'AccessDenied' || status === 403) return { code: 'BACKEND_FORBIDDEN', says: `does not give this key the bucket ${bucket}: it answered ${message}` };
  if (code === 'NotImplemented' || status === 501) return { code: 'BACKEND_MISMATCH', says: `lacks what is needed: ${message}` };
  if (code === '') return { code: 'BACKEND_MISMATCH', says: `does not answer as S3 does: ${message}` };
  return { code: 'INTERNAL', says: `answered ${message}` };
};

const nameOf = (error: Error, opening: boolean, bucket: string): Name => {
  if (error instanceof Refusal) return nameOfRefusal(error, bucket);
  const code = systemCode(error);
  if (untrusted.test(code)) return { code: 'BACKEND_UNTRUSTED', says: `has a certificate that is refused: ${error.message}` };
  if (noTls.test(code)) return { code: 'BACKEND_MISMATCH', says: 'does not speak TLS' };
  if (code.startsWith('HPE_')) return { code: 'BACKEND_MISMATCH', says: 'does not speak HTTP' };
  if (error.name === 'InvalidXMLError') return { code: 'BACKEND_MISMATCH', says: `does not answer as S3 does: ${error.message}` };
  if (opening && (code === 'ECONNRESET' || code === 'EPIPE')) return { code: 'BACKEND_MISMATCH', says: 'closes the connection without an answer, as a server does that is no S3' };
  if (code === 'ABORT_ERR' || error.name === 'AbortError' || error.name === 'TimeoutError') return { code: 'STORE_UNAVAILABLE', says: 'did not answer in time' };
  if (error instanceof Silence || connection.has(code)) return { code: 'STORE_UNAVAILABLE', says: `can't be reached: ${error.message}` };
  return { code: 'INTERNAL', says: `failed: ${error.message}` };
};

export interface Failing {
  /** Host and port. */
  readonly at: string;
  readonly bucket: string;
  /** While a store is opened, one that does not answer is `BACKEND_UNREACHABLE`. */
  readonly opening: boolean;
  readonly key?: string | undefined;
}

/** The error by our codes. A person can mend all of them but `INTERNAL` while we wait, so they are retryable. */
export const namedFailure = (error: unknown, { at, bucket, opening, key }: Failing): StreamForgeError => {
  if (error instanceof StreamForgeError) return error;
  const cause = error instanceof Error ? error : new Error(String(error));
  const { code, says } = nameOf(cause, opening, bucket);
  const shown = opening && code === 'STORE_UNAVAILABLE' ? 'BACKEND_UNREACHABLE' : code;
  const detail = `S3 at ${at} ${says.replace(/\.$/, '')}.`;
  return shown === 'INTERNAL' ? new StreamForgeError(shown, detail, { key }, { cause }) : new RetryableError(shown, detail, { key }, { cause });
};
