/** OpenAPI of the declared routes and of the contract's events, from the same schemas that validate. */
import { jsonSchemaOf } from '@streamforge/contracts/json-schema';
import { topicOf } from '@streamforge/contracts/topics';
import type { Operation, Paths } from '@streamforge/service-host/http/openapi';
import { json, refusals, type Json } from '@streamforge/service-host/http/openapi-answers';
import type { z } from 'zod';
import { writableTopics } from '../produce/writable.ts';
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

const operationOf = ({ says, tag, path, query, body, answer, alsoAnswers = [], revalidates = false, errors: codes = [] }: AnyRoute): Operation => ({
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

export const pathsOf = (routes: readonly AnyRoute[]): Paths => Object.fromEntries([...Map.groupBy(routes, ({ url }) => url)].map(([url, same]) => [
  url,
  Object.fromEntries(same.map((each) => [each.method.toLowerCase(), operationOf(each)])),
]));

/** The events as producers write them, by topic. */
export const eventSchemas = (): Json => Object.fromEntries(writableTopics.map((name) => {
  const { says, value } = topicOf(name);
  return [name, { description: says, ...jsonSchemaOf(value, { io: 'input' }) }];
}));
