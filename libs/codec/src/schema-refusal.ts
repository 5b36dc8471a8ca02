/** Turns what a schema complains about into one refusal: the most telling code, and at most three fields in words. */
import type { ErrorCode } from '@streamforge/contracts/errors';
import { fieldCodes } from '@streamforge/contracts/events/fields';
import { z } from 'zod';
import type { Refusal } from './received.ts';
import { shown, shownAscii } from './shown.ts';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** Most fields that one message names. */
const MOST_FIELDS = 3;

/** When several fields are wrong, the first of these says most: a misspelt field also makes the right one missing. */
const mostTelling: readonly ErrorCode[] = ['EVENT_FIELD_UNKNOWN', 'DECIMAL_INVALID', 'TIME_INVALID', 'SYMBOL_INVALID', 'EVENT_INVALID'];

/** The refusal of `value` for the issues that `schema` found in it; there is at least one. */
export const refusalOfIssues = (schema: z.ZodType, value: unknown, issues: readonly Issue[]): Refusal => {
  const complaints = issues.map((issue) => ({ issue, code: codeOf(schema, value, issue) }))
    .toSorted((a, b) => mostTelling.indexOf(a.code) - mostTelling.indexOf(b.code));
  const named = complaints.slice(0, MOST_FIELDS).map(({ issue, code }) => described(issue, code, value));
  const more = issues.length > MOST_FIELDS ? [`and ${issues.length - MOST_FIELDS} more`] : [];
  return { code: complaints[0]?.code ?? 'EVENT_INVALID', detail: `${[...named, ...more].join('; ')}.` };
};

const codeOf = (schema: z.ZodType, value: unknown, issue: Issue): ErrorCode => {
  if (issue.code === 'unrecognized_keys') return 'EVENT_FIELD_UNKNOWN';
  if (heldAt(value, issue.path) === undefined) return 'EVENT_INVALID';
  const field = fieldAt(schema, issue.path);
  return (field === undefined ? undefined : fieldCodes.get(field)?.code) ?? 'EVENT_INVALID';
};

const described = (issue: Issue, code: ErrorCode, value: unknown): string => {
  const place = issue.path.map((step) => typeof step === 'number' ? `[${step}]` : bare(shown(String(step))))
    .join('.').replaceAll('.[', '[') || 'the event';
  if (issue.code === 'unrecognized_keys') {
    const keys = issue.keys.slice(0, MOST_FIELDS).map(shown).join(', ');
    return `${place} has unknown ${keys}${issue.keys.length > MOST_FIELDS ? ` and ${issue.keys.length - MOST_FIELDS} more` : ''}`;
  }
  const held = heldAt(value, issue.path);
  if (held === undefined) return `${place} is missing`;
  return `${place}: ${wordsOf(issue)}, but is ${code === 'SYMBOL_INVALID' ? shownAscii(held) : shown(held)}`;
};

/** A union fails once per branch; the branch whose kind fits has the words. */
const wordsOf = (issue: Issue): string => {
  const branches = issue.code === 'invalid_union' ? issue.errors.flat() : [];
  const fitting = branches.find((branch) => branch.code !== 'invalid_type');
  if (fitting !== undefined) return fitting.message;
  const kinds = branches.flatMap((branch) => branch.code === 'invalid_type' ? [branch.expected] : []);
  return kinds.length > 0 ? `must be ${kinds.join(' or ')}` : issue.message;
};

const bare = (quoted: string): string => quoted.slice(1, -1);

const heldAt = (value: unknown, path: Path): unknown => path.reduce<unknown>(
  (held, step) => typeof held === 'object' && held !== null && Object.hasOwn(held, step)
    ? (held as Record<PropertyKey, unknown>)[step]
    : undefined,
  value,
);

/** The schema of the field at a path, without its wrappers for being optional. */
const fieldAt = (schema: z.ZodType, path: Path): z.core.$ZodType | undefined => path.reduce<z.core.$ZodType | undefined>((at, step) => {
  if (at instanceof z.ZodObject) return unwrapped(at.shape[String(step)]);
  if (at instanceof z.ZodArray) return unwrapped(at.element);
  return undefined;
}, unwrapped(schema));

const unwrapped = (schema: z.core.$ZodType | undefined): z.core.$ZodType | undefined =>
  schema instanceof z.ZodOptional || schema instanceof z.ZodDefault ? unwrapped(schema.unwrap()) : schema;
