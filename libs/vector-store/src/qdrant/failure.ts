/**
 * Qdrant's failures by our codes. What comes from the server, the network or the way in is retryable, since it passes once its cause is gone
 * and nothing may be skipped meanwhile. The client's errors carry the request with its key: they are never kept as a cause.
 */
import { RetryableError, StreamForgeError, TerminalError, type ErrorCode } from '@streamforge/contracts/errors';

/** Whether a store is being opened, when nothing is known of the server yet, or runs. */
export type Moment = 'opening' | 'running';

/** OpenSSL's verdicts on a certificate, https://nodejs.org/api/tls.html#x509-certificate-error-codes, and Node's on its host name. */
const untrusted = new RegExp([
  '^(?:CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_TLS_CERT|HOSTNAME_MISMATCH$|INVALID_(?:CA|PURPOSE)$',
  '|ERR_SSL_(?:TLSV\\d+_ALERT|SSL/TLS_ALERT|SSLV3_ALERT))',
].join(''));
/** What answers speaks no TLS or no HTTP, or hangs up when it is spoken to. */
const mismatched = /^(?:EPROTO$|ERR_SSL_|HPE_|HTTPParserError$|UND_ERR_SOCKET$|ECONNRESET$|EPIPE$)/;
const diskFull = /no space left|out of disk|disk is full/i;
const otherLength = /vector dimension error/i;
const longestWords = 300;
const deepest = 8;

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

/** The error and its causes, outermost first. Of several attempts (IPv6, then IPv4) the first stands for all. */
const chainOf = (error: unknown): readonly unknown[] => {
  const chain: unknown[] = [];
  let next = error;
  while (next !== undefined && next !== null && chain.length < deepest) {
    chain.push(next);
    next = next instanceof AggregateError ? next.errors[0] : next instanceof Error ? next.cause : undefined;
  }
  return chain;
};

const textsOf = (chain: readonly unknown[], name: string): readonly string[] =>
  chain.map((error) => field(error, name)).filter((text) => typeof text === 'string' && text !== '') as readonly string[];

const networkCode = (chain: readonly unknown[], moment: Moment): ErrorCode => {
  const told = [...textsOf(chain, 'code'), ...textsOf(chain, 'name')];
  if (told.some((text) => untrusted.test(text))) return 'BACKEND_UNTRUSTED';
  if (moment === 'running') return 'STORE_UNAVAILABLE';
  return told.some((text) => mismatched.test(text)) ? 'BACKEND_MISMATCH' : 'BACKEND_UNREACHABLE';
};

/**
 * Names an error of the client by our codes; ours pass unchanged. `at` says where. RetryableError `STORE_UNAVAILABLE`, `DISK_FULL` or
 * `BACKEND_*`; TerminalError `VECTOR_SHAPE` when somebody made the collection anew; StreamForgeError `INTERNAL` for a request that is wrong.
 */
export const qdrantFailure = (error: unknown, at: string, moment: Moment): StreamForgeError => {
  if (error instanceof StreamForgeError) return error;
  const status = statusOf(error);
  if (status !== undefined) return ofStatus(status, wordsOf(error), at);
  const chain = chainOf(error);
  // The innermost message says most: `connect ECONNREFUSED …` rather than `fetch failed`.
  const message = textsOf(chain, 'message').at(-1) ?? 'it failed without a message';
  return new RetryableError(networkCode(chain, moment), `Qdrant at ${at}: ${message}.`);
};
