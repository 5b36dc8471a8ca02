/**
 * Postgres' failures by our codes. What comes from the server, the network or the way in is retryable, since it passes once its cause is
 * gone and nothing may be skipped meanwhile; a row that its table refuses is the caller's.
 */
import { RetryableError, StreamForgeError, type ErrorCode } from '@streamforge/contracts/errors';

/** What an SQLSTATE means, https://www.postgresql.org/docs/current/errcodes-appendix.html: whole codes first, then classes of two characters. */
const states: Readonly<Record<string, ErrorCode>> = {
  '28P01': 'BACKEND_CREDENTIALS',
  '28000': 'BACKEND_CREDENTIALS',
  '42501': 'BACKEND_FORBIDDEN',
  '3F000': 'BACKEND_FORBIDDEN',
  '3D000': 'BACKEND_MISMATCH',
  '0A000': 'BACKEND_MISMATCH',
  '53100': 'DISK_FULL',
  '57014': 'STORE_UNAVAILABLE',
  '25P03': 'STORE_UNAVAILABLE',
  '25006': 'STORE_UNAVAILABLE',
  '55P03': 'STORE_UNAVAILABLE',
  '08': 'STORE_UNAVAILABLE',
  '40': 'STORE_UNAVAILABLE',
  '53': 'STORE_UNAVAILABLE',
  '57': 'STORE_UNAVAILABLE',
  '58': 'STORE_UNAVAILABLE',
  '22': 'ROW_REFUSED',
  '23': 'ROW_REFUSED',
};

/** Of two transactions that can't both be, this one was undone: run again it may pass. */
const undone: readonly string[] = ['40001', '40P01'];

const unreachable: readonly string[] = [
  'ECONNREFUSED', 'ECONNRESET', 'EHOSTUNREACH', 'EHOSTDOWN', 'ENETUNREACH', 'ENETDOWN', 'ENOTFOUND', 'EAI_AGAIN', 'EPIPE', 'ETIMEDOUT', 'EADDRNOTAVAIL',
];

/** OpenSSL's verdicts on a certificate, https://nodejs.org/api/tls.html#x509-certificate-error-codes, and Node's on its host name. */
const untrusted = /^(?:CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_TLS_|ERR_SSL_|ERR_OSSL_|EPROTO$|HOSTNAME_MISMATCH$|INVALID_(?:CA|PURPOSE)$|CRL_)/;

const codeOf = (error: unknown): string | undefined =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;

/** The server's five-character verdict, when the error is the server's answer. */
export const sqlState = (error: unknown): string | undefined => {
  const code = codeOf(error);
  return code !== undefined && /^[0-9A-Z]{5}$/.test(code) && error instanceof Error && 'severity' in error ? code : undefined;
};

/** Whether a transaction failed only because another got in its way. */
export const mayPassAgain = (error: unknown): boolean => {
  const state = sqlState(error instanceof StreamForgeError ? error.cause : error);
  return state !== undefined && undone.includes(state);
};

/** Each cause of several attempts (IPv6, then IPv4) says the same: the first stands for all. */
const firstOf = (error: unknown): unknown => (error instanceof AggregateError ? error.errors[0] as unknown : error);

const said = (error: unknown): string => {
  const message = (error instanceof Error ? error.message : String(error)).replaceAll(/\s+/g, ' ').trim();
  return message.endsWith('.') ? message : `${message}.`;
};

const ofServer = (error: Error, state: string, at: string): StreamForgeError => {
  const code = states[state] ?? states[state.slice(0, 2)] ?? 'INTERNAL';
  const detail = `Postgres at ${at} says: ${said(error)} (SQLSTATE ${state})`;
  const options = { cause: error };
  if (code === 'ROW_REFUSED' || code === 'INTERNAL') return new StreamForgeError(code, detail, {}, options);
  return new RetryableError(code, detail, {}, options);
};

/**
 * Names an error of pg by our codes; ours pass unchanged. `hostAndPort` says where. RetryableError `STORE_UNAVAILABLE`, `DISK_FULL` or
 * `BACKEND_*`; StreamForgeError `ROW_REFUSED` for a value or a row that its table does not take; `INTERNAL` for SQL that is wrong.
 */
export const pgFailure = (error: unknown, hostAndPort: string): StreamForgeError => {
  if (error instanceof StreamForgeError) return error;
  const first = firstOf(error);
  const state = sqlState(first);
  if (state !== undefined) return ofServer(first as Error, state, hostAndPort);
  const detail = `Postgres at ${hostAndPort}: ${said(first)}`;
  const code = codeOf(first);
  if (code !== undefined && untrusted.test(code)) return new RetryableError('BACKEND_UNTRUSTED', detail, {}, { cause: error });
  return new RetryableError('STORE_UNAVAILABLE', detail, {}, { cause: error });
};

/** Whether an error says that nothing answers at the address at all. */
export const isUnreachable = (error: unknown): boolean => unreachable.includes(codeOf(firstOf(error)) ?? '');
