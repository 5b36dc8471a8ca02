/**
 * Why a backend that is asked over HTTP could not be asked, by our codes. Node's fetch says little itself: undici, the socket and OpenSSL
 * name the reason somewhere in its chain of causes.
 */
import type { ErrorCode } from './errors.ts';

/** Whether a backend is being opened, when nothing is known of it yet, or runs. */
export type Phase = 'opening' | 'running';

/** OpenSSL's verdicts on a certificate, https://nodejs.org/api/tls.html#x509-certificate-error-codes, and Node's on its host name. */
const untrusted = new RegExp([
  '^(?:CERT_|UNABLE_TO_|DEPTH_ZERO_|SELF_SIGNED_|ERR_TLS_CERT|HOSTNAME_MISMATCH$|INVALID_(?:CA|PURPOSE)$',
  '|ERR_SSL_(?:TLSV\\d+_ALERT|SSL/TLS_ALERT|SSLV3_ALERT))',
].join(''));
/** What answers speaks no TLS or no HTTP, or hangs up when it is spoken to. */
const mismatched = /^(?:EPROTO$|ERR_SSL_|HPE_|HTTPParserError$|UND_ERR_SOCKET$|ECONNRESET$|EPIPE$)/;

const deepest = 8;

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

const textsOf = (chain: readonly unknown[], name: 'code' | 'name' | 'message'): readonly string[] => chain.flatMap((error) => {
  if (typeof error !== 'object' || error === null) return [];
  const text = (error as Readonly<Record<string, unknown>>)[name];
  return typeof text === 'string' && text !== '' ? [text] : [];
});

const codeOf = (chain: readonly unknown[], phase: Phase): ErrorCode => {
  const told = [...textsOf(chain, 'code'), ...textsOf(chain, 'name')];
  if (told.some((text) => untrusted.test(text))) return 'BACKEND_UNTRUSTED';
  if (phase === 'running') return 'STORE_UNAVAILABLE';
  return told.some((text) => mismatched.test(text)) ? 'BACKEND_MISMATCH' : 'BACKEND_UNREACHABLE';
};

/** A text on one line, ended by a full stop. */
export const sentence = (text: string): string => {
  const line = text.replaceAll(/\s+/g, ' ').trim();
  return line.endsWith('.') ? line : `${line}.`;
};

/**
 * What a fetch that failed comes from: `BACKEND_UNTRUSTED`, `BACKEND_MISMATCH`, `BACKEND_UNREACHABLE` or `STORE_UNAVAILABLE`, and its innermost
 * message as a sentence, which says most: `connect ECONNREFUSED …` rather than `fetch failed`.
 */
export const fetchFailure = (error: unknown, phase: Phase): { readonly code: ErrorCode; readonly says: string } => {
  const chain = chainOf(error);
  return { code: codeOf(chain, phase), says: sentence(textsOf(chain, 'message').at(-1) ?? 'it failed without a message') };
};
