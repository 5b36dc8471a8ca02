import { topicOf, type TopicName, type ValueOf } from '@streamforge/contracts/topics';
import { z } from 'zod';
import type { Refusal } from './received.ts';
import { refusalOfIssues } from './schema-refusal.ts';

export type Validated<Topic extends TopicName> =
  | { readonly ok: true; readonly value: ValueOf<Topic> }
  | { readonly ok: false; readonly refusal: Refusal };

const compiled = new Map<TopicName, z.ZodType>();

/** The schema of a topic as one generated function, which answers at once for good values and leaves bad ones to the schema itself. */
const schemaOf = (topic: TopicName): z.ZodType => {
  const known = compiled.get(topic);
  if (known !== undefined) return known;
  const schema = z.compile(topicOf(topic).value);
  compiled.set(topic, schema);
  return schema;
};

/** Checks a value against the schema of its topic; decimals come out canonical, defaults filled in. */
export const validateValue = <Topic extends TopicName>(topic: Topic, value: unknown): Validated<Topic> => {
  const result = schemaOf(topic).safeParse(value);
  if (result.success) return { ok: true, value: result.data as ValueOf<Topic> };
  return { ok: false, refusal: refusalOfIssues(topicOf(topic).value, value, result.error.issues) };
};
