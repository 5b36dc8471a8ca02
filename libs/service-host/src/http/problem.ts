/** Every error answer is an RFC 9457 problem with our code and fix; a stack trace stays in the log. */
import { errors, StreamForgeError, type ErrorCode } from '@streamforge/contracts/errors';
import type { FastifyReply, FastifyRequest } from 'fastify';

export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
  readonly fix: string;
  /** Path that was asked for. */
  readonly instance: string;
  readonly requestId: string;
}

export const PROBLEM_TYPE = 'application/problem+json';

/** Our codes for what fastify and Node's HTTP and zlib say. */
const foreign: Readonly<Record<string, ErrorCode>> = {
  FST_ERR_CTP_BODY_TOO_LARGE: 'REQUEST_TOO_LARGE',
  FST_ERR_CTP_INVALID_MEDIA_TYPE: 'ENCODING_UNSUPPORTED',
  FST_ERR_NOT_FOUND: 'ROUTE_UNKNOWN',
  HPE_HEADER_OVERFLOW: 'REQUEST_INVALID',
  ERR_HTTP_REQUEST_TIMEOUT: 'REQUEST_TIMEOUT',
};

/** The error as one of ours. What nobody foresaw becomes INTERNAL and says nothing of its inside. */
export const ourError = (error: unknown): StreamForgeError => {
  if (error instanceof StreamForgeError) return error;
  if (!(error instanceof Error)) return new StreamForgeError('INTERNAL');
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  const status = 'statusCode' in error && typeof error.statusCode === 'number' ? error.statusCode : 500;
  const known = foreign[code];
  if (known !== undefined) return new StreamForgeError(known, '', {}, { cause: error });
  if (code.startsWith('Z_')) return new StreamForgeError('REQUEST_INVALID', 'The body is not whole, valid gzip.', {}, { cause: error });
  if (status >= 400 && status < 500) return new StreamForgeError('REQUEST_INVALID', plain(error.message), {}, { cause: error });
  return new StreamForgeError('INTERNAL', '', {}, { cause: error });
};

const plain = (text: string): string => `${text.slice(0, 200).replace(/\p{C}/gu, ' ').replace(/[.\s]+$/, '')}.`;

/** The problem that answers an error. `instance`: the path that was asked for. */
export const problemOf = (error: StreamForgeError, instance: string, requestId: string): Problem => {
  const { says, fix, http } = errors[error.code];
  const title = says.replace(/\.$/, '');
  const { code, message: detail } = error;
  return { type: `urn:streamforge:error:${code}`, title, status: http, detail, code, fix, instance, requestId };
};

/** The path of a request without its query, short enough to repeat. */
export const instanceOf = ({ url }: Pick<FastifyRequest, 'url'>): string => (url.split('?', 1)[0] ?? '').slice(0, 300);

/** Seconds after which trying again makes sense, for what passes by itself; undefined for the rest. */
export const retryAfterSeconds = (code: ErrorCode): number | undefined => {
  if (code === 'DISK_FULL') return 30;
  return errors[code].http === 429 || errors[code].http === 503 ? 1 : undefined;
};

/** Sets status and headers for an error and logs what is our fault; returns the problem to send. */
export const prepareProblem = (error: unknown, request: FastifyRequest, reply: FastifyReply): Problem => {
  const ours = ourError(error);
  const problem = problemOf(ours, instanceOf(request), request.id);
  if (problem.status >= 500) request.log.error({ err: error, code: ours.code, requestId: request.id }, ours.message);
  const seconds = retryAfterSeconds(ours.code);
  if (seconds !== undefined) reply.header('retry-after', String(seconds));
  if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
  reply.code(problem.status).type(PROBLEM_TYPE);
  return problem;
};
