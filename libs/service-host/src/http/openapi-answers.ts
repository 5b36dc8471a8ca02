/** Parts of OpenAPI answers: JSON bodies, and the problems that routes answer with. */
import { errorCodes, errors, type ErrorCode } from '@streamforge/contracts/errors';

export type Json = Readonly<Record<string, unknown>>;

/** Codes that any route may answer with. */
const always: readonly ErrorCode[] = [
  'REQUEST_INVALID', 'API_KEY_MISSING', 'API_KEY_FORBIDDEN', 'ORIGIN_REFUSED', 'HOST_REFUSED', 'INTERNAL',
];

export const problem: Json = {
  type: 'object',
  description: 'RFC 9457 problem details.',
  required: ['type', 'title', 'status', 'detail', 'code', 'fix', 'instance', 'requestId'],
  properties: {
    type: { type: 'string', examples: ['urn:streamforge:error:REQUEST_INVALID'] },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string', enum: errorCodes },
    fix: { type: 'string', description: 'What to do about it.' },
    instance: { type: 'string' },
    requestId: { type: 'string' },
  },
};

/** Content of a JSON body, by schema. */
export const json = (schema: Json): Json => ({ 'application/json': { schema } });

const asProblem: Json = { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } };

/** The problems of any route and those of this one, by status; `content` where they are not told as RFC 9457 has it. */
export const refusals = (codes: readonly ErrorCode[], content: Json = asProblem): Json => {
  const byStatus = Map.groupBy(new Set([...always, ...codes]), (code) => String(errors[code].http));
  return Object.fromEntries([...byStatus].map(([status, each]) => [status, {
    description: each.map((code) => `${code}: ${errors[code].says}`).join(' '),
    content,
  }]));
};
