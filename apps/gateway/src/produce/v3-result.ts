/** Answers of the Kafka REST Proxy's v3 API. */
import { errors, type ErrorCode } from '@streamforge/contracts/errors';
import type { TopicName } from '@streamforge/contracts/topics';
import { rfc3339 } from '@streamforge/codec/rfc3339';
import type { Outcome } from './appender.ts';

/** The log's name as a Kafka cluster. There is one. */
export const CLUSTER_ID = 'streamforge';

const ofTheEvent = /^(?:EVENT|DECIMAL|TIME|SYMBOL)_/;

/** The proxy's number for a code: 42201 for bytes, key and JSON, 42202 for what the schema refuses, 40401 for a topic, else the status. */
export const restErrorCode = (code: ErrorCode): number => {
  const { http } = errors[code];
  if (http === 422) return ofTheEvent.test(code) ? 42_202 : 42_201;
  return code === 'TOPIC_UNKNOWN' ? 40_401 : http;
};

/** Writes results of one topic, a line each. `at` is the moment of their acknowledgement, epoch milliseconds. */
export const resultWriter = (topic: TopicName): ((outcomes: readonly Outcome[], at: number) => string) => {
  const head = `{"error_code":200,"cluster_id":${JSON.stringify(CLUSTER_ID)},"topic_name":${JSON.stringify(topic)},"partition_id":`;
  const one = (outcome: Outcome, timestamp: string): string => {
    if (!outcome.ok) return refusalResult(outcome.code, outcome.detail);
    const { partition, offset, keyBytes, valueBytes } = outcome;
    const value = valueBytes === 0 ? 'null' : `{"type":"JSON","size":${valueBytes}}`;
    return `${head}${partition},"offset":${offset},"timestamp":"${timestamp}","key":{"type":"STRING","size":${keyBytes}},"value":${value}}`;
  };
  return (outcomes, at) => {
    const timestamp = rfc3339(at);
    return outcomes.map((outcome) => one(outcome, timestamp)).join('\n');
  };
};

/** The result of a record that was not appended, or of a request that ends here. */
export const refusalResult = (code: ErrorCode, detail: string): string => {
  const { says, fix } = errors[code];
  return JSON.stringify({ error_code: restErrorCode(code), message: `${says} ${detail}`.trimEnd(), code, fix });
};
