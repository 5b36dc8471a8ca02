/** What a store takes, checked before anything is sent and brought into the one form that both adapters keep. */
import { StreamForgeError, TerminalError } from '@streamforge/contracts/errors';
import { vectorCollectionOf, type VectorCollectionName } from '@streamforge/contracts/vector-collections';
import { labelsOf } from './labels.ts';
import type { Payload, PointKey, Query, Search, SparseVector, VectorPoint } from './port.ts';

/** The length of each dense vector of a collection, as far as it is fixed. */
export type Sizes = Readonly<Record<string, number>>;

const mostIdBytes = 400;
const mostVersionBytes = 64;
const mostHits = 1_000;

const refuse = (detail: string): never => {
  throw new TerminalError('REQUEST_INVALID', detail);
};

const invalid = (detail: string): never => {
  throw new StreamForgeError('VECTOR_INVALID', detail);
};

/** UTF-8 can't hold half a surrogate pair: two such texts would become one. */
export const checkText = (name: string, text: string): void => {
  if (!text.isWellFormed()) refuse(`${name} is not well-formed Unicode.`);
};

/** Throws `REQUEST_INVALID` for half characters, and for an id of no bytes or too many. */
export const checkKey = ({ tenant, id }: PointKey): void => {
  checkText('tenant', tenant);
  checkText('id', id);
  if (id === '' || Buffer.byteLength(id) > mostIdBytes) refuse(`id must be 1 to ${mostIdBytes} bytes.`);
};

const checkPayload = (payload: Payload): void => {
  for (const [field, value] of Object.entries(payload)) {
    checkText('a field', field);
    if (typeof value === 'number' && !Number.isFinite(value)) refuse(`payload.${field} is not a finite number.`);
    for (const text of [value].flat()) if (typeof text === 'string') checkText(`payload.${field}`, text);
  }
};

/** The vector at length 1, zeros without a sign (JSON has none); squares are summed in double precision, in order. Throws `VECTOR_INVALID`. */
const normalised = (name: string, vector: Float32Array, size: number | undefined): Float32Array => {
  if (size === undefined) return invalid(`${name}: the collection was not prepared for this vector.`);
  if (vector.length !== size) return invalid(`${name} has ${vector.length} numbers; the collection holds ${size}.`);
  let squares = 0;
  for (const number of vector) squares += number * number;
  if (!Number.isFinite(squares)) return invalid(`${name} has a number that is not finite.`);
  if (squares === 0) return invalid(`${name} is all zeros.`);
  const length = Math.sqrt(squares);
  return vector.map((number) => number / length + 0);
};

const checkSparse = (name: string, { indices, values }: SparseVector, known: readonly string[]): void => {
  if (!known.includes(name)) invalid(`${name} is no sparse vector of the collection.`);
  if (indices.length !== values.length) invalid(`${name} has ${indices.length} indices and ${values.length} weights.`);
  values.forEach((weight, at) => {
    if (!Number.isFinite(weight) || weight === 0) invalid(`${name} has the weight ${weight}.`);
    if (at > 0 && Number(indices[at]) <= Number(indices[at - 1])) invalid(`${name}'s indices do not ascend.`);
  });
};

/** The point as it is kept: dense vectors at length 1, sparse ones without terms left out. Throws `VECTOR_INVALID`, `REQUEST_INVALID`. */
export const acceptedPoint = (collection: VectorCollectionName, sizes: Sizes, point: VectorPoint): VectorPoint => {
  const { sparse: known } = vectorCollectionOf(collection);
  checkKey(point);
  if (point.version.length > mostVersionBytes) refuse(`version is longer than ${mostVersionBytes} bytes.`);
  checkPayload(point.payload);
  labelsOf(collection, point.payload);
  for (const [name, vector] of Object.entries(point.sparse)) checkSparse(name, vector, known);
  return {
    ...point,
    dense: Object.fromEntries(Object.entries(point.dense).map(([name, vector]) => [name, normalised(name, vector, sizes[name])])),
    sparse: Object.fromEntries(Object.entries(point.sparse).filter(([, { indices }]) => indices.length > 0)),
  };
};

/** The query with its vector at length 1 when it is dense. */
export const acceptedQuery = (collection: VectorCollectionName, sizes: Sizes, query: Query): Query => {
  if ('dense' in query) return { name: query.name, dense: normalised(query.name, query.dense, sizes[query.name]) };
  checkSparse(query.name, query.sparse, vectorCollectionOf(collection).sparse);
  return query;
};

/** Throws `REQUEST_INVALID` for half characters in the tenant, and for a limit out of range. */
export const checkSearch = ({ tenant, limit }: Search): void => {
  checkText('tenant', tenant);
  if (!Number.isInteger(limit) || limit < 1 || limit > mostHits) refuse(`limit must be 1 to ${mostHits}.`);
};

/** The sizes that `prepare` asks for: those of the contract, and the given ones where the contract leaves them open. */
export const wantedSizes = (collection: VectorCollectionName, given: Sizes): Sizes => {
  const { dense } = vectorCollectionOf(collection);
  const wanted: Record<string, number> = {};
  for (const [name, { size }] of Object.entries(dense)) if (size !== null) wanted[name] = size;
  for (const [name, size] of Object.entries(given)) {
    if (dense[name] === undefined) refuse(`${collection} has no dense vector "${name}".`);
    if (!Number.isInteger(size) || size < 1 || size > 65_536) refuse(`the size of ${name} must be 1 to 65,536.`);
    if (wanted[name] !== undefined && wanted[name] !== size) throw differentShape(collection, name, wanted[name], size);
    wanted[name] = size;
  }
  return wanted;
};

/** What is thrown where a collection holds vectors of another length. */
export const differentShape = (collection: VectorCollectionName, name: string, has: number, wanted: number): TerminalError =>
  new TerminalError('VECTOR_SHAPE', `${collection}.${name} holds vectors of ${has} numbers, not ${wanted}.`);
