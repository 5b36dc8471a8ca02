/** What filters look at: each value of a payload's filter fields as text, so that 1, "1" and true are three different labels. */
import { TerminalError } from '@streamforge/contracts/errors';
import { vectorCollectionOf, type VectorCollectionName } from '@streamforge/contracts/vector-collections';
import type { Filter, Payload } from './port.ts';

export interface Label {
  readonly field: string;
  readonly value: string;
}

/** A field that must have one of these labels. */
export interface Condition {
  readonly field: string;
  readonly anyOf: readonly string[];
}

/** A longer value makes no sense as a filter, and would make every index of it large. */
const mostLabelBytes = 1_000;
const mostValues = 1_000;

const refuse = (detail: string): never => {
  throw new TerminalError('REQUEST_INVALID', detail);
};

const labelOf = (field: string, value: string | number | boolean): string => {
  if (typeof value === 'string' && !value.isWellFormed()) refuse(`${field} is not well-formed Unicode.`);
  if (typeof value === 'number' && !Number.isFinite(value)) refuse(`${field} is not a finite number.`);
  const label = JSON.stringify(value);
  if (Buffer.byteLength(label) > mostLabelBytes) refuse(`${field} is longer than ${mostLabelBytes} bytes: filters name it.`);
  return label;
};

const valuesOf = (value: NonNullable<Payload[string]>): readonly (string | number | boolean)[] => 
  (Array.isArray(value) ? [...new Set(value as readonly string[])] : [value as string]);

/** The labels of a point, each once. */
export const labelsOf = (collection: VectorCollectionName, payload: Payload): readonly Label[] =>
  vectorCollectionOf(collection).filters.flatMap((field) => {
    const value = payload[field];
    return value === undefined || value === null ? [] : valuesOf(value).map((one) => ({ field, value: labelOf(field, one) }));
  });

/** The conditions of a filter, all of which must hold. Throws `REQUEST_INVALID` for a field that is not indexed. */
export const conditionsOf = (collection: VectorCollectionName, filter: Filter): readonly Condition[] =>
  Object.entries(filter).map(([field, value]) => {
    if (!vectorCollectionOf(collection).filters.includes(field)) refuse(`${collection} has no filter "${field}".`);
    const values = valuesOf(value);
    if (values.length > mostValues) refuse(`a filter takes at most ${mostValues} values of ${field}.`);
    return { field, anyOf: values.map((one) => labelOf(field, one)) };
  });

/** The same for a deletion, which must name at least one field. */
export const conditionsOfDeletion = (collection: VectorCollectionName, filter: Filter): readonly Condition[] => {
  const conditions = conditionsOf(collection, filter);
  return conditions.length > 0 ? conditions : refuse('a deletion needs a filter; use clear to remove everything.');
};
