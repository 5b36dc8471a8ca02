/** Producing over HTTP as the Kafka REST Proxy's v3 API has it: one JSON object a record, one answer a record, in order. */
import { errors, isErrorCode, RetryableError, type ErrorCode } from '@streamforge/contracts/errors';
import { accepted, parsed, pathOf, type Platform } from './platform.ts';

/** Any cluster id would do: a gateway serves one log. */
const CLUSTER = 'streamforge';

export interface V3Record {
  readonly key?: string | undefined;
  /** JSON text of the value, or null for a tombstone. */
  readonly value: string | null;
  readonly headers?: readonly (readonly [name: string, value: string])[] | undefined;
}

/** What became of one record. */
export type V3Answer =
  | { readonly ok: true; readonly partition: number; readonly offset: number }
  | { readonly ok: false; readonly code: string; readonly message: string };

/** Header values travel in base64. */
const spelledHeaders = (headers: readonly (readonly [name: string, value: string])[]): string =>
  JSON.stringify(headers.map(([name, text]) => ({ name, value: Buffer.from(text).toString('base64') })));

const spelled = ({ key, value, headers = [] }: V3Record): string => {
  const parts = [
    ...(key === undefined ? [] : [`"key":${JSON.stringify({ type: 'STRING', data: key })}`]),
    ...(value === null ? [] : [`"value":{"type":"JSON","data":${value}}`]),
    ...(headers.length === 0 ? [] : [`"headers":${spelledHeaders(headers)}`]),
  ];
  return `{${parts.join(',')}}`;
};

/**
 * Sends records of one topic. Resolves to one answer a record. Rejects with a RetryableError when some can't be taken now (then all may
 * be sent again), and with an AnswerError when the request as a whole is refused.
 */
export const produceV3 = async (platform: Platform, topic: string, records: readonly V3Record[]): Promise<readonly V3Answer[]> => {
  const path = pathOf(['v3', 'clusters', CLUSTER, 'topics', topic, 'records']);
  const answer = await platform.request('POST', path, records.map(spelled).join('\n'), 'application/json');
  const answers = answer.body.split('\n').flatMap(read);
  const later = answers.find((each) => !each.ok && isErrorCode(each.code) && [429, 503, 507].includes(errors[each.code].http));
  if (later?.ok === false) throw new RetryableError(later.code as ErrorCode, later.message);
  if (answers.length === records.length) return answers;
  accepted(answer);
  throw new RetryableError('LOG_UNAVAILABLE', `It answered ${answers.length} of ${records.length} records.`);
};

interface Result {
  readonly error_code?: number;
  readonly message?: string;
  readonly code?: string;
  readonly partition_id?: number;
  readonly offset?: number;
}

const read = (line: string): readonly V3Answer[] => {
  const value = parsed(line) as Result | null;
  if (typeof value?.error_code !== 'number') return [];
  const { error_code, message = '', code = 'INTERNAL', partition_id = 0, offset = 0 } = value;
  return [error_code === 200 ? { ok: true, partition: partition_id, offset } : { ok: false, code, message }];
};
