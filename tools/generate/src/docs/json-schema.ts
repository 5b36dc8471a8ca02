/** An event's schema as JSON Schema, for other languages and for AsyncAPI. */
import { z } from 'zod';

export type Json = Readonly<Record<string, unknown>>;

/** What a schema refers to because it holds itself: any JSON value, and nothing else, does. */
const RECURSIVE = /\{"\$ref":"#\/(\$defs|definitions)\/\w+"\}/g;

/** What a producer may write. AsyncAPI knows draft 7 without further words; everybody else is given 2020-12. */
export const jsonSchema = (schema: z.ZodType, target: 'draft-7' | 'draft-2020-12'): Json => {
  const { $schema: _dialect, $defs, definitions, ...json } = z.toJSONSchema(schema, {
    io: 'input',
    target,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema: made }) => {
      if (zodSchema instanceof z.ZodTransform) made.type = 'string';
    },
  });
  return $defs === undefined && definitions === undefined ? json : JSON.parse(JSON.stringify(json).replaceAll(RECURSIVE, '{}')) as Json;
};
