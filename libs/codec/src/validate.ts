import { topicOf, type TopicName, type ValueOf } from '@streamforge/contracts/topics';
import type { Refusal } from './received.ts';
import { refusalOfIssues } from './schema-refusal.ts';

export type Validated<Topic extends TopicName> =
  | { readonly ok: true; readonly value: ValueOf<Topic> }
  | { readonly ok: false; readonly refusal: Refusal };

/** Checks a value against the schema of its topic; decimals come out canonical, defaults filled in. */
export const validateValue = <Topic extends TopicName>(topic: Topic, value: unknown): Validated<Topic> => {
  const schema = topicOf(topic).value;
  const result = schema.safeParse(value);
  if (result.success) return { ok: true, value: result.data as ValueOf<Topic> };
  return { ok: false, refusal: refusalOfIssues(schema, value, result.error.issues) };
};
