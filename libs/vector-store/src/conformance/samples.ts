/** Points of the suite, and what a search must find among them, computed the long way. */
import type { VectorCollectionName } from '@streamforge/contracts/vector-collections';
import { vectorCollections } from '@streamforge/contracts/vector-collections';
import { mulberry32 } from '@streamforge/determinism/random';
import type { Payload, SparseVector, VectorPoint, VectorStore } from '../port.ts';

export const WINDOW = vectorCollections.moments.dense.window.size;
/** Numbers of a chunk's dense vector in the suite. */
export const MEANING = 4;

/** 0 to count − 1. */
export const upTo = (count: number): readonly number[] => Array.from({ length: count }, (_, index) => index);

/** A version that a greater number makes newer. */
export const version = (number: number): Uint8Array => {
  const value = new Uint8Array(8);
  new DataView(value.buffer).setFloat64(0, number);
  return value;
};

/** Numbers between −1 and 1, the same for the same seed. */
export const randomVector = (seed: number, size: number = WINDOW): Float32Array => {
  const random = mulberry32(seed + 1);
  return Float32Array.from({ length: size }, () => 2 * random() - 1);
};

export interface Sample {
  readonly tenant?: string;
  readonly version?: number;
  readonly payload?: Payload;
}

export const moment = (id: string, vector: Float32Array, { tenant = 'desk', version: number = 1, payload = {} }: Sample = {}): VectorPoint =>
  ({ tenant, id, version: version(number), dense: { window: vector }, sparse: {}, payload });

/** Weights by term. */
export const terms = (weights: Readonly<Record<number, number>>): SparseVector =>
  ({ indices: Uint32Array.from(Object.keys(weights), Number), values: Float32Array.from(Object.values(weights)) });

export const chunk = (id: string, weights: Readonly<Record<number, number>>, { tenant = 'desk', version: number = 1, payload = {} }: Sample = {}): VectorPoint =>
  ({ tenant, id, version: version(number), dense: {}, sparse: { terms: terms(weights) }, payload });

/** The length of 1 that the port promises, rounded to single precision; zeros without a sign. */
export const unit = (vector: Float32Array): Float32Array => {
  const length = Math.sqrt(vector.reduce((sum, number) => sum + number * number, 0));
  return vector.map((number) => number / length + 0);
};

const product = (a: Float32Array, b: Float32Array): number => a.reduce((sum, number, at) => sum + number * Number(b[at]), 0);

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

interface Expected {
  readonly id: string;
  readonly score: number;
}

const best = (scored: readonly Expected[], limit: number): readonly Expected[] =>
  scored.toSorted((a, b) => b.score - a.score || byBytes(a.id, b.id)).slice(0, limit);

/** What a dense search must find: every vector compared. */
export const likest = (points: readonly VectorPoint[], name: string, query: Float32Array, limit: number): readonly Expected[] =>
  best(points.flatMap(({ id, dense: { [name]: vector } }) => (vector === undefined ? [] : [{ id, score: product(unit(vector), unit(query)) }])), limit);

/** What a sparse search must find: every point that shares a term. */
export const sharing = (points: readonly VectorPoint[], query: SparseVector, limit: number): readonly Expected[] => {
  const wanted = new Map([...query.indices].map((term, at) => [term, Number(query.values[at])]));
  return best(points.flatMap(({ id, sparse: { terms: vector } }) => {
    const shared = [...vector?.indices ?? []].flatMap((term, at) => (wanted.has(term) ? [Number(wanted.get(term)) * Number(vector?.values[at])] : []));
    return shared.length === 0 ? [] : [{ id, score: shared.reduce((sum, part) => sum + part, 0) }];
  }), limit);
};

export const everythingIn = async (store: VectorStore, collection: VectorCollectionName): Promise<readonly VectorPoint[]> =>
  (await Array.fromAsync(store.everything(collection))).flat();

export const idsOf = (found: readonly { readonly id: string }[]): readonly string[] => found.map(({ id }) => id);
