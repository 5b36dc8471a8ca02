/**
 * A point as Qdrant keeps it. Its payload is ours: the key, the version as hex, the caller's payload as one text, so that it comes back as it
 * was, and the labels that filters look at, as keywords.
 */
import type { Schemas } from '@qdrant/js-client-rest';
import { RetryableError } from '@streamforge/contracts/errors';
import type { VectorCollectionName } from '@streamforge/contracts/vector-collections';
import { labelsOf } from '../labels.ts';
import type { Payload, SparseVector, VectorPoint } from '../port.ts';
import { pointId } from './point-id.ts';

/** Names within a point's payload. */
export const fields = { tenant: 'tenant', id: 'id', version: 'version', body: 'body' } as const;

/** Where a filter finds the labels of a field. */
export const labelField = (field: string): string => `labels.${field}`;

const labels = (collection: VectorCollectionName, payload: Payload): Readonly<Record<string, readonly string[]>> => {
  const found: Record<string, string[]> = {};
  for (const { field, value } of labelsOf(collection, payload)) (found[field] ??= []).push(value);
  return found;
};

/** A version as it stands in the payload. */
export const hexOf = (version: Uint8Array): string => Buffer.from(version).toString('hex');

const wireSparse = ({ indices, values }: SparseVector): Schemas['SparseVector'] => ({ indices: [...indices], values: [...values] });

export const toStored = (
  collection: VectorCollectionName, { tenant, id, version, dense, sparse, payload }: VectorPoint,
): Schemas['PointStruct'] => ({
  id: pointId(collection, tenant, id),
  vector: {
    ...Object.fromEntries(Object.entries(dense).map(([name, vector]) => [name, [...vector]])),
    ...Object.fromEntries(Object.entries(sparse).map(([name, vector]) => [name, wireSparse(vector)])),
  },
  payload: { tenant, id, version: hexOf(version), body: JSON.stringify(payload), labels: labels(collection, payload) },
});

/** What somebody else wrote into our collections can't be read as a point of ours. */
const foreign = (what: string): RetryableError =>
  new RetryableError('BACKEND_MISMATCH', `A point of the vector store has no ${what} of ours: something else writes to the collection.`);

interface Stored {
  readonly payload?: Readonly<Record<string, unknown>> | null;
}

/** Text of a field that every point of ours has. Throws `BACKEND_MISMATCH` where one lacks it. */
export const textOf = ({ payload }: Stored, field: keyof typeof fields): string => {
  const value = payload?.[field];
  if (typeof value !== 'string') throw foreign(field);
  return value;
};

/** The payload as it was written. */
export const payloadOf = (stored: Stored): Payload => JSON.parse(textOf(stored, 'body')) as Payload;

/** The version, which is stored as hex. */
export const versionOf = (stored: Stored): Uint8Array => new Uint8Array(Buffer.from(textOf(stored, 'version'), 'hex'));

const isSparse = (vector: unknown): vector is { readonly indices: readonly number[]; readonly values: readonly number[] } =>
  typeof vector === 'object' && vector !== null && 'indices' in vector && 'values' in vector;

/** A record of Qdrant's as a point. The client reads integers beyond 2^53 as bigints, also those that are weights. */
export const fromStored = (stored: Schemas['Record']): VectorPoint => {
  const dense: Record<string, Float32Array> = {};
  const sparse: Record<string, SparseVector> = {};
  for (const [name, vector] of Object.entries(stored.vector ?? {})) {
    if (isSparse(vector)) sparse[name] = { indices: Uint32Array.from(vector.indices), values: Float32Array.from(vector.values, Number) };
    else dense[name] = Float32Array.from(vector as readonly number[], Number);
  }
  const key = { tenant: textOf(stored, 'tenant'), id: textOf(stored, 'id') };
  return { ...key, version: versionOf(stored), dense, sparse, payload: payloadOf(stored) };
};
