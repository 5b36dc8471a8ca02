/** OpenAPI 3.1 of the declared routes and of the contract's events, from the same schemas that validate. */
import { jsonSchemaOf } from '@streamforge/contracts/json-schema';
import { topicOf } from '@streamforge/contracts/topics';
import type { z } from 'zod';
import { produceOperations } from '../produce/operations.ts';
import { writableTopics } from '../produce/writable.ts';
import { json, problem, refusals, type Json } from './openapi-answers.ts';
import type { AnyRoute } from './route.ts';

const parametersOf = (schema: z.ZodType | undefined, where: 'path' | 'query'): readonly Json[] => {
  if (schema === undefined) return [];
  const { properties = {}, required = [] } = jsonSchemaOf(schema, { io: 'input' }) as {
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

const ifNoneMatch: Json = {
  name: 'If-None-Match', in: 'header', required: false, schema: { type: 'string' }, description: 'The ETag of an answer before: 304 where it still stands.',
};

const operationOf = ({ says, tag, path, query, body, answer, alsoAnswers = [], revalidates = false, errors: codes = [] }: AnyRoute): Json => ({
  summary: says,
  tags: [tag],
  parameters: [...parametersOf(path, 'path'), ...parametersOf(query, 'query'), ...revalidates ? [ifNoneMatch] : []],
  ...body === undefined ? {} : { requestBody: { required: true, content: json(jsonSchemaOf(body, { io: 'input' })) } },
  responses: {
    200: {
      description: 'The answer.',
      content: {
        ...json(jsonSchemaOf(answer, { io: 'output' })),
        ...Object.fromEntries(alsoAnswers.map((type) => [type, { schema: { type: 'string' } }])),
      },
    },
    ...revalidates ? { 304: { description: 'Who asks has it already.' } } : {},
    ...refusals(codes),
  },
});

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
        return [name, { description: says, ...jsonSchemaOf(value, { io: 'input' }) }];
      })),
    },
    securitySchemes: { key: { type: 'http', scheme: 'bearer' } },
  },
});
