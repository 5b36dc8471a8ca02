/** What kafkajs and brokers say went wrong, in the platform's own words. */
import { RetryableError, StreamForgeError, TerminalError, type ErrorCode, type Where } from '@streamforge/contracts/errors';
import protocol from 'kafkajs/src/protocol/error.js';

const typeOf = new Map(protocol.errorCodes.map(({ code, type }) => [code, type]));

/** A broker's refusal of a request or of a part of it. */
export class BrokerError extends Error {
  override readonly name = 'BrokerError';
  /** Kafka's name of the error, such as NOT_LEADER_FOR_PARTITION. */
  readonly type: string;

  constructor(code: number, detail?: string | null) {
    const type = typeOf.get(code) ?? `ERROR_${code}`;
    super(detail === undefined || detail === null || detail === '' ? type : `${type}: ${detail}`);
    this.type = type;
  }
}

/** Throws what an error code says; zero is success. */
export const refuse = (code: number, detail?: string | null): void => {
  if (code !== 0) throw new BrokerError(code, detail);
};

interface Trouble {
  readonly name?: string;
  readonly type?: string;
  readonly code?: unknown;
  readonly message?: string;
  readonly cause?: unknown;
  /** Address of the broker, of kafkajs' connection errors. */
  readonly broker?: string;
}

const troubleOf = (error: unknown): Trouble => (typeof error === 'object' && error !== null ? error : { message: String(error) });

/** The broker's name of an error, wherever kafkajs has wrapped it; undefined when no broker said anything. */
export const brokerErrorType = (error: unknown): string | undefined => {
  for (let each: unknown = error, depth = 0; each !== undefined && depth < 5; depth += 1) {
    const { type, cause } = troubleOf(each);
    if (type !== undefined) return type;
    each = cause;
  }
  return undefined;
};

const forbidden = /_AUTHORIZATION_FAILED$/;
const untrusted = /CERT|SELF_SIGNED|ISSUER|UNABLE_TO_VERIFY|ALTNAME/;
const otherProtocol = /WRONG_VERSION_NUMBER|EPROTO|PACKET_LENGTH|UNSUPPORTED_VERSION|UNKNOWN_PROTOCOL/;
const clientCertificate = /ALERT_(?:CERTIFICATE_REQUIRED|BAD_CERTIFICATE|HANDSHAKE_FAILURE|UNKNOWN_CA|CERTIFICATE_UNKNOWN|CERTIFICATE_EXPIRED)|alert (?:certificate required|bad certificate|unknown ca|certificate unknown)/i;
const unheardOf = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|ETIMEDOUT|Connection timeout|did not answer/;

/** What a failure to connect comes from. */
export const connectionCode = (error: unknown): ErrorCode => {
  if (error instanceof StreamForgeError) return error.code;
  const { name = '', code, message = '' } = troubleOf(error);
  const told = `${typeof code === 'string' ? code : ''} ${message} ${troubleOf(troubleOf(error).cause).message ?? ''}`;
  if (name === 'KafkaJSSASLAuthenticationError' || /SASL/.test(told)) return 'BACKEND_CREDENTIALS';
  if (clientCertificate.test(told)) return 'BACKEND_CREDENTIALS';
  if (untrusted.test(told)) return 'BACKEND_UNTRUSTED';
  if (otherProtocol.test(told)) return 'BACKEND_MISMATCH';
  if (unheardOf.test(told)) return 'BACKEND_UNREACHABLE';
  return 'BACKEND_MISMATCH';
};

const hungUp = /Closed connection|Connection closed by the server/;

const reasonOf = (error: unknown): string => {
  const { message = '', type } = troubleOf(error);
  const reason = message === '' ? type ?? 'no reason given' : message.replaceAll(/\s+/g, ' ').trim().replace(/\.$/, '');
  return hungUp.test(reason) ? `${reason}: it wants encryption, a user, or is no Kafka` : reason;
};

/** Why a log can't be opened at an address. */
export const openingError = (error: unknown, address: string): StreamForgeError => {
  if (error instanceof StreamForgeError) return error;
  const type = brokerErrorType(error);
  const place = troubleOf(error).broker ?? address;
  const code = type !== undefined && forbidden.test(type) ? 'BACKEND_FORBIDDEN' : connectionCode(error);
  return new TerminalError(code, `Kafka at ${place}: ${reasonOf(error)}.`, {}, { cause: error });
};

/** What a broker says of a topic that it has not heard of, or not yet. */
export const unknownTopic = 'UNKNOWN_TOPIC_OR_PARTITION';

const terminal: Readonly<Record<string, ErrorCode>> = {
  MESSAGE_TOO_LARGE: 'RECORD_TOO_LARGE',
  RECORD_LIST_TOO_LARGE: 'RECORD_TOO_LARGE',
  INVALID_TOPIC_EXCEPTION: 'REQUEST_INVALID',
  INVALID_PARTITIONS: 'REQUEST_INVALID',
  INVALID_CONFIG: 'REQUEST_INVALID',
  INVALID_REQUEST: 'REQUEST_INVALID',
  POLICY_VIOLATION: 'REQUEST_INVALID',
  [unknownTopic]: 'TOPIC_UNKNOWN',
};

const waiting: Readonly<Record<string, ErrorCode>> = {
  NOT_ENOUGH_REPLICAS: 'REPLICAS_TOO_FEW',
  NOT_ENOUGH_REPLICAS_AFTER_APPEND: 'REPLICAS_TOO_FEW',
  INVALID_REPLICATION_FACTOR: 'REPLICAS_TOO_FEW',
};

/**
 * An error at run time: what the record or the request is to blame for is terminal, everything else is waited out. `unsure` says that
 * what was sent may have arrived nevertheless; `about` names what is not a place in the log.
 */
export const logFailure = (error: unknown, where: Where = {}, { unsure = false, about = '' } = {}): StreamForgeError => {
  if (error instanceof StreamForgeError) return error.code === 'BACKEND_MISMATCH' ? new RetryableError('LOG_UNAVAILABLE', error.message, where, { cause: error }) : error;
  const type = brokerErrorType(error) ?? '';
  const detail = `Kafka: ${reasonOf(error)}${about === '' ? '' : ` (${about})`}.${unsure ? ' What was sent may have been appended.' : ''}`;
  const final = terminal[type];
  if (final !== undefined) return new TerminalError(final, detail, where, { cause: error });
  const code = waiting[type] ?? (forbidden.test(type) ? 'BACKEND_FORBIDDEN' : 'LOG_UNAVAILABLE');
  return new RetryableError(code, detail, where, { cause: error });
};

/** Whether the user may not do this: waiting won't heal it by itself, an administrator must. */
export const isForbidden = (error: unknown): boolean => forbidden.test(brokerErrorType(error) ?? '');
