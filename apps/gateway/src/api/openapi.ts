/** OpenAPI 3.1 of the declared routes and of the contract's events, from the same schemas that validate. */
import { errorCodes, errors, type ErrorCode } from '@streamforge/contracts/errors';
import { topicOf } from '@streamforge/contracts/topics';
import { z } from 'zod';
import { PLAIN_PRODUCE_PATH } from '../produce/plain.ts';
import { V3_PRODUCE_PATH } from '../produce/v3.ts';
import { writableTopics } from '../produce/writable.ts';
import type { AnyRoute } from './route.ts';

type Json = Readonly<Record<string, unknown>>;

/** Codes that any route may answer with. */
const always: readonly ErrorCode[] = [
  'REQUEST_INVALID', 'API_KEY_MISSING', 'API_KEY_FORBIDDEN', 'ORIGIN_REFUSED', 'HOST_REFUSED', 'INTERNAL',
];
const producing: readonly ErrorCode[] = [
  'TOPIC_UNKNOWN', 'TOPIC_INTERNAL', 'REQUEST_TOO_LARGE', 'ENCODING_UNSUPPORTED', 'BACKPRESSURE', 'LOG_UNAVAILABLE', 'DISK_FULL',
];

/** JSON Schema 2020-12. What our schemas transform, they transform to text. */
const schemaOf = (schema: z.ZodType, io: 'input' | 'output'): Json => {
  const { $schema: _dialect, ...json } = z.toJSONSchema(schema, {
    io,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema instanceof z.ZodTransform) jsonSchema.type = 'string';
    },
  });
  return json;
};

const problem: Json = {
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

const json = (schema: Json): Json => ({ 'application/json': { schema } });

const refusals = (codes: readonly ErrorCode[]): Json => {
  const byStatus = Map.groupBy(new Set([...always, ...codes]), (code) => String(errors[code].http));
  return Object.fromEntries([...byStatus].map(([status, each]) => [status, {
    description: each.map((code) => `${code}: ${errors[code].says}`).join(' '),
    content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
  }]));
};

const parametersOf = (schema: z.ZodType | undefined, where: 'path' | 'query'): readonly Json[] => {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = schemaOf(schema, 'input') as {
    properties?: Record<string, Json>;
    required?: readonly string[];
  };
  return Object.entries(properties).map(([name, property]) => ({
    name,
    in: where,
    required: where === 'path' || required.includes(name),
    schema: property,
    ...typeof property['description'] === 'string' && { description: property['description'] },
  }));
};

const operationOf = ({ says, tag, path, query, body, answer, alsoAnswers = [], errors: codes = [] }: AnyRoute): Json => ({
  summary: says,
  tags: [tag],
  parameters: [...parametersOf(path, 'path'), ...parametersOf(query, 'query')],
  ...body === undefined ? {} : { requestBody: { required: true, content: json(schemaOf(body, 'input')) } },
  responses: {
    200: {
      description: 'The answer.',
      content: {
        ...json(schemaOf(answer, 'output')),
        ...Object.fromEntries(alsoAnswers.map((type) => [type, { schema: { type: 'string' } }])),
      },
    },
    ...refusals(codes),
  },
});

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

const plainResult: Json = {
  type: 'object',
  properties: {
    appended: { type: 'integer' },
    refused: { type: 'integer' },
    results: { type: 'array', items: { type: 'object' } },
  },
};

const produceOperations = (): Json => {
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

/** The document for `/openapi.json`. */
export const openApiOf = (routes: readonly AnyRoute[], version: string): Json => ({
  openapi: '3.1.0',
  info: { title: 'StreamForge gateway', version, license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
  paths: {
    ...produceOperations(),
    ...Object.fromEntries([...Map.groupBy(routes, ({ url }) => url)].map(([url, same]) => [
      url,
      Object.fromEntries(same.map((each) => [each.method.toLowerCase(), operationOf(each)])),
    ])),
  },
  components: {
    schemas: {
      Problem: problem,
      ...Object.fromEntries(writableTopics.map((name) => {
        const { says, value } = topicOf(name);
        return [name, { description: says, ...schemaOf(value, 'input') }];
      })),
    },
    securitySchemes: { key: { type: 'http', scheme: 'bearer' } },
  },
});
