import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020, type ValidateFunction } from 'ajv/dist/2020.js';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { Decimal, WebUrl } from '../src/events/fields.ts';
import { jsonSchemaOf } from '../src/json-schema.ts';
import { topicOf, type TopicName } from '../src/topics.ts';

type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

const folder = new URL('../fixtures/v1/', import.meta.url);
const fixtures = readdirSync(folder).map((file) => JSON.parse(readFileSync(new URL(file, folder), 'utf8')) as { readonly topic: TopicName; readonly value: Json });
const ajv = new Ajv2020({ strict: false });
const described = (schema: z.ZodType): ValidateFunction => ajv.compile(jsonSchemaOf(schema, { io: 'input' }));

/** Where anything stands in a value: the keys that lead there. */
const placesIn = (value: Json): readonly (readonly string[])[] =>
  [[], ...typeof value === 'object' && value !== null ? Object.entries(value).flatMap(([key, inner]) => placesIn(inner).map((rest) => [key, ...rest])) : []];

const missing = Symbol('missing');

const withAt = (value: Json, [key, ...rest]: readonly string[], change: Json | typeof missing): Json | typeof missing => {
  if (key === undefined) return change;
  const changed = Object.entries(value ?? {}).flatMap(([each, inner]): [string, Json][] => {
    const now = each === key ? withAt(inner as Json, rest, change) : inner as Json;
    return now === missing ? [] : [[each, now]];
  });
  if (Array.isArray(value)) return changed.map(([, inner]) => inner);
  const known = changed.some(([each]) => each === key) || change === missing;
  return Object.fromEntries(known ? changed : [...changed, [key, change]]);
};

/** Not so near to zero that only its digits after the point decide. */
const isCountable = (value: Json): boolean => !/e-/.test(JSON.stringify(value));

const digits = fc.stringMatching(/^\d{0,45}$/);
const plainDecimal = fc.tuple(fc.constantFrom('', '-', '+'), digits, fc.constantFrom('', '.'), digits).map((parts) => parts.join(''));
const replacement = fc.oneof(
  plainDecimal,
  fc.constantFrom('', 'abc', '0x10', '1,5', '1e5', '12e-3', 1e300, -1e38, 9e37, 0.1, -1, 0, 2 ** 53, 1_704_067_200_000, 1_704_067_200, true, null, [], {}),
  fc.constantFrom('https://example.com/ä', 'javascript:alert(1)', 'ftp://example.com', 'http:example.com', 'HTTPS://bücher.example/?q', 'https://'),
  fc.string({ maxLength: 70 }), fc.integer(), fc.double({ noNaN: true, min: -1e40, max: 1e40 }).filter(isCountable),
  (fc.jsonValue({ maxDepth: 1 }) as fc.Arbitrary<Json>).filter(isCountable), fc.constant(missing),
);

describe('a schema in JSON Schema', () => {
  it.each(fixtures)('of $topic takes and refuses what ours does', ({ topic, value: recorded }) => {
    const { value: schema } = topicOf(topic);
    const validate = described(schema);
    const places = placesIn(recorded);
    const wanted = fc.tuple(fc.constantFrom(...places), fc.option(fc.string({ maxLength: 12 }), { freq: 8, nil: undefined }), replacement);
    fc.assert(fc.property(wanted, ([place, more, change]) => {
      const event = withAt(recorded, more === undefined ? place : [...place, more], change);
      fc.pre(event !== missing);
      expect(validate(event)).toBe(schema.safeParse(event).success);
    }), { numRuns: 500 });
  });

  it('refuses no decimal that is read, and takes none that is not but for too many digits written by an exponent', () => {
    const validate = described(Decimal);
    const exponent = fc.tuple(plainDecimal, fc.constantFrom('e', 'E'), fc.constantFrom('', '-', '+'), fc.integer({ min: 0, max: 1_100 })).map((parts) => parts.join(''));
    fc.assert(fc.property(fc.oneof(plainDecimal, exponent, fc.double({ noNaN: true })), (value) => {
      const taken = validate(value);
      expect(Decimal.safeParse(value).success || (taken && /e/i.test(String(value)))).toBe(taken);
    }), { numRuns: 3_000 });
  });

  it.each([
    ['https://example.com/ä', true], ['http://bücher.example', true], [' https://example.com', true], ['javascript:alert(1)', false], ['ftp://example.com/a', false], ['http:example.com', false], ['https://', false],
    ['example.com', false], ['http:///?', false],
  ])('of an address of the web: %s', (address, taken) => {
    expect([WebUrl.safeParse(address).success, described(WebUrl)(address)]).toEqual([taken, taken]);
  });
});
