import { RetryableError, StreamForgeError } from '@streamforge/contracts/errors';
import { connect } from 'node:net';
import { isUnreachable, pgFailure, sqlState } from './failure.ts';

/** SSLRequest: the length of the message, then 1234 and 5679. Postgres answers one byte, `S` or `N`, before anything else. */
const sslRequest = Buffer.from([0, 0, 0, 8, 0x04, 0xd2, 0x16, 0x2f]);

export type Answering = 'tls' | 'no-tls' | 'other';

/** What answers at an address. Rejects with the socket's error when nothing takes the connection. */
const answering = async (host: string, port: number, timeoutMs: number): Promise<Answering> => {
  const { promise, resolve, reject } = Promise.withResolvers<Answering>();
  const socket = connect({ host, port });
  let connected = false;
  /** Who takes the connection and then breaks off or is silent is there, but no Postgres. */
  const unanswered = (error: Error): void => (connected ? resolve('other') : reject(error));
  const timer = setTimeout(() => unanswered(new Error(`no connection within ${timeoutMs} ms`)), timeoutMs);
  socket.once('connect', () => {
    connected = true;
    socket.write(sslRequest);
  });
  socket.once('data', (bytes: Buffer) => {
    const [first] = bytes;
    if (first === 0x53) resolve('tls');
    else resolve(first === 0x4e ? 'no-tls' : 'other');
  });
  socket.once('close', () => resolve('other'));
  socket.once('error', unanswered);
  try {
    return await promise;
  } finally {
    clearTimeout(timer);
    socket.destroy();
  }
};

export interface Diagnose {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly timeoutMs: number;
}

/** How pg says that the server wants a password where the settings have none. */
const asksForPassword = (error: unknown): boolean => error instanceof Error && /client password must be a (non-empty )?string/.test(error.message);

/**
 * Why a pool can't be opened, as one error: what the server said is believed; where nothing was said, the address is asked once more
 * what it is. Codes `BACKEND_UNREACHABLE`, `BACKEND_MISMATCH`, `BACKEND_UNTRUSTED`, `BACKEND_CREDENTIALS`, `BACKEND_FORBIDDEN`.
 */
export const openingFailure = async (error: unknown, { host, port, tls, timeoutMs }: Diagnose): Promise<StreamForgeError> => {
  const at = `${host}:${port}`;
  const named = pgFailure(error, at);
  if (error instanceof StreamForgeError || sqlState(error) !== undefined || named.code === 'BACKEND_UNTRUSTED') return named;
  const because = (code: 'BACKEND_UNREACHABLE' | 'BACKEND_MISMATCH', detail: string): StreamForgeError =>
    new RetryableError(code, detail, {}, { cause: error });
  if (asksForPassword(error)) {
    return new RetryableError('BACKEND_CREDENTIALS', `Postgres at ${at} asks for a password and none is given.`, {}, { cause: error });
  }
  if (isUnreachable(error)) return because('BACKEND_UNREACHABLE', named.message.replace(/^.*? (?=Postgres at )/, ''));
  try {
    const answer = await answering(host, port, timeoutMs);
    if (answer === 'other') return because('BACKEND_MISMATCH', `What listens at ${at} does not answer as Postgres does.`);
    if (tls && answer === 'no-tls') return because('BACKEND_MISMATCH', `Postgres at ${at} does not offer TLS.`);
    return because('BACKEND_UNREACHABLE', `Postgres at ${at} broke off: ${(error as Error).message}.`);
  } catch (cause) {
    return because('BACKEND_UNREACHABLE', `Nothing answers at ${at}: ${(cause as Error).message}.`);
  }
};
