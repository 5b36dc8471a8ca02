/** Schemas as JSON Schema, for whoever does not read ours: HTTP clients, AsyncAPI, other languages. */
import { z } from 'zod';

export type JsonSchema = Readonly<Record<string, unknown>>;

export interface JsonSchemaOptions {
  /** What may be written, or what validation makes of it. */
  readonly io: 'input' | 'output';
  /** Default 2020-12. */
  readonly target?: 'draft-7' | 'draft-2020-12';
}

/** What a schema refers to because it holds itself: any JSON value, and nothing else, does. */
const RECURSIVE = /\{"\$ref":"#\/(\$defs|definitions)\/\w+"\}/g;

/** The schema without its dialect. What our schemas transform, they transform to text. */
export const jsonSchemaOf = (schema: z.ZodType, { io, target = 'draft-2020-12' }: JsonSchemaOptions): JsonSchema => {
  const { $schema: _dialect, $defs, definitions, ...json } = z.toJSONSchema(schema, {
    io,
    target,
    unrepresentable: 'any',
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema instanceof z.ZodTransform) jsonSchema.type = 'string';
      // URIs are ASCII; what is read for a URL may have letters of any script.
      if (zodSchema instanceof z.ZodURL) delete jsonSchema.format;
    },
  });
  return $defs === undefined && definitions === undefined ? json : JSON.parse(JSON.stringify(json).replaceAll(RECURSIVE, '{}')) as JsonSchema;
};
