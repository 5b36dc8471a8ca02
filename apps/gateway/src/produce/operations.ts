/** OpenAPI of the routes that take records. */
import { errorCodes, type ErrorCode } from '@streamforge/contracts/errors';
import type { Paths } from '@streamforge/service-host/http/openapi';
import { json, refusals, type Json } from '@streamforge/service-host/http/openapi-answers';
import { PLAIN_PRODUCE_PATH } from './plain.ts';
import { V2_ANSWER, V2_PRODUCE_PATH, v2Media } from './v2.ts';
import { V3_PRODUCE_PATH } from './v3.ts';
import { writableTopics } from './writable.ts';

const producing: readonly ErrorCode[] = [
  'TOPIC_UNKNOWN', 'TOPIC_INTERNAL', 'REQUEST_TOO_LARGE', 'ENCODING_UNSUPPORTED', 'BACKPRESSURE', 'LOG_UNAVAILABLE', 'DISK_FULL',
];

const topicParameter: Json = { name: 'topic', in: 'path', required: true, schema: { type: 'string', enum: writableTopics } };
const clusterParameter: Json = { name: 'cluster', in: 'path', required: true, schema: { type: 'string', const: 'streamforge' } };

const v3Record: Json = {
  type: 'object',
  additionalProperties: false,
  properties: {
    key: {
      type: ['object', 'null'],
      properties: { type: { enum: ['STRING', 'JSON', 'BINARY'] }, data: {} },
      description: 'Absent: the value decides, as the topic declares.',
    },
    value: {
      type: ['object', 'null'],
      properties: { type: { enum: ['JSON', 'STRING', 'BINARY'] }, data: {} },
      description: 'Absent or null: a tombstone, which needs key and timestamp.',
    },
    headers: {
      type: 'array',
      items: { type: 'object', properties: { name: { type: 'string' }, value: { type: 'string', contentEncoding: 'base64' } } },
    },
    timestamp: { type: 'string', format: 'date-time', description: 'The event’s time, as a ce_time header would say it.' },
  },
};

const v3Result: Json = {
  type: 'object',
  required: ['error_code'],
  properties: {
    error_code: { type: 'integer', description: '200; 42201 bytes, key or JSON; 42202 schema; 40401 topic; else an HTTP status.' },
    cluster_id: { type: 'string' },
    topic_name: { type: 'string' },
    partition_id: { type: 'integer' },
    offset: { type: 'integer' },
    timestamp: { type: 'string', format: 'date-time', description: 'Moment of the acknowledgement.' },
    message: { type: 'string' },
    code: { type: 'string', enum: errorCodes },
    fix: { type: 'string' },
  },
};

const v2Record: Json = {
  type: 'object',
  additionalProperties: false,
  properties: {
    key: { type: ['string', 'null'], description: 'Absent: the value decides, as the topic declares.' },
    value: { description: 'Absent or null: a tombstone, which needs key and timestamp. In the binary format, base64 of JSON.' },
    timestamp: { type: ['string', 'null'], format: 'date-time', description: 'The event’s time, as a ce_time header would say it.' },
  },
};

const v2Request: Json = { type: 'object', required: ['records'], properties: { records: { type: 'array', items: v2Record } } };

const v2Result: Json = {
  type: 'object',
  required: ['offsets'],
  properties: {
    offsets: {
      type: 'array',
      items: {
        type: 'object',
        properties: {
          partition: { type: ['integer', 'null'] },
          offset: { type: ['integer', 'null'] },
          error_code: { type: ['integer', 'null'], description: 'Null where it is durable; else as in v3.' },
          error: { type: ['string', 'null'] },
          code: { type: 'string', enum: errorCodes },
          fix: { type: 'string' },
        },
      },
    },
  },
};

const plainResult: Json = {
  type: 'object',
  properties: {
    appended: { type: 'integer' },
    refused: { type: 'integer' },
    results: { type: 'array', items: { type: 'object' } },
  },
};

/** The routes that take records: their bodies are read as streams, so that no schema validates them. */
export const produceOperations = (): Paths => {
  const events = { anyOf: writableTopics.map((name) => ({ $ref: `#/components/schemas/${name}` })) };
  return {
    [V3_PRODUCE_PATH]: {
      post: {
        summary: 'Produces records as the Kafka REST Proxy v3: JSON objects one after another, also over a long-lived chunked request.',
        tags: ['produce'],
        parameters: [clusterParameter, topicParameter],
        requestBody: { required: true, content: json(v3Record) },
        responses: {
          200: { description: 'One result for each record, in order, once it is durable; each on a line.', content: json(v3Result) },
          422: { description: 'No record was appended; the results say why.', content: json(v3Result) },
          ...refusals(producing),
        },
      },
    },
    [V2_PRODUCE_PATH]: {
      post: {
        summary: 'Produces records as the Kafka REST Proxy v2.',
        tags: ['produce'],
        parameters: [topicParameter],
        requestBody: { required: true, content: Object.fromEntries(Object.values(v2Media).map((type) => [type, { schema: v2Request }])) },
        responses: {
          200: { description: 'One place or error for each record, in order, once all are settled.', content: { [V2_ANSWER]: { schema: v2Result } } },
          ...refusals(producing),
        },
      },
    },
    [PLAIN_PRODUCE_PATH]: {
      post: {
        summary: 'Produces plain values: an array, or one after another.',
        tags: ['produce'],
        parameters: [topicParameter],
        requestBody: { required: true, content: { ...json({ type: 'array', items: events }), 'application/x-ndjson': { schema: events } } },
        responses: {
          200: {
            description: 'How many were appended, and one result for each, in order.',
            content: json(plainResult),
          },
          ...refusals(producing),
        },
      },
    },
  };
};
