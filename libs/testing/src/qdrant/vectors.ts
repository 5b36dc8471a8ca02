/** Vectors of points as they are written, asked with and read. */
import { badBody, badInput } from './refusal.ts';
import { fieldsOf, isObject, listOf } from './request.ts';
import type { Json, ServerCollection, ServerPoint, ServerSparse } from './state.ts';

const greatest = 3.4028234663852886e38;

const floats = (value: Json | undefined, what: string): Float32Array => Float32Array.from(listOf(value, what), (number) => {
  if (typeof number !== 'number' || Math.abs(number) > greatest) throw badBody(`${what} must hold numbers of single precision`);
  return number;
});

const denseOf = (collection: ServerCollection, name: string, value: Json | undefined): Float32Array => {
  const shape = collection.dense.get(name);
  if (shape === undefined) throw badInput(`Not existing vector name error: ${name}`);
  const vector = floats(value, name);
  if (vector.length !== shape.size) throw badInput(`Vector dimension error: expected dim: ${shape.size}, got ${vector.length}`);
  return vector;
};

const sparseOf = (collection: ServerCollection, name: string, value: Json | undefined): ServerSparse => {
  if (!collection.sparse.has(name)) throw badInput(`Not existing vector name error: ${name}`);
  const given = fieldsOf(value, { indices: 'list', values: 'list' }, name);
  const indices = listOf(given['indices'], 'indices').map((index) => {
    if (typeof index !== 'number' || !Number.isInteger(index) || index < 0 || index > 0xffff_ffff) throw badBody('indices must be whole numbers of 32 bits');
    return index;
  });
  const values = floats(given['values'], 'values');
  if (indices.length !== values.length) throw badInput('must be the same length as indices');
  if (new Set(indices).size !== indices.length) throw badInput('indices: must be unique');
  if (indices.length === 0) throw badInput('a sparse vector without terms is not taken here');
  return { indices, values };
};

/** A point's named vectors. */
export const vectorsOf = (collection: ServerCollection, value: Json | undefined): Pick<ServerPoint, 'dense' | 'sparse'> => {
  if (!isObject(value)) throw badInput('Not existing vector name error: ');
  const entries = Object.entries(value);
  return {
    dense: new Map(entries.filter(([, vector]) => Array.isArray(vector)).map(([name, vector]) => [name, denseOf(collection, name, vector)])),
    sparse: new Map(entries.filter(([, vector]) => !Array.isArray(vector)).map(([name, vector]) => [name, sparseOf(collection, name, vector)])),
  };
};

/** What scores points against a query; undefined for a point that has no such vector or shares no term. Single precision, as the server answers. */
export const scoring = (collection: ServerCollection, using: string, query: Json | undefined): ((point: ServerPoint) => number | undefined) => {
  if (Array.isArray(query)) {
    const wanted = denseOf(collection, using, query);
    return ({ dense }) => {
      const vector = dense.get(using);
      return vector === undefined ? undefined : Math.fround(vector.reduce((sum, number, at) => sum + number * Number(wanted[at]), 0));
    };
  }
  const { indices, values } = sparseOf(collection, using, query);
  const weights = new Map(indices.map((index, at) => [index, Number(values[at])]));
  return ({ sparse }) => {
    const vector = sparse.get(using);
    const shared = vector?.indices.flatMap((index, at) => (weights.has(index) ? [Number(weights.get(index)) * Number(vector.values[at])] : [])) ?? [];
    return shared.length === 0 ? undefined : Math.fround(shared.reduce((sum, part) => sum + part, 0));
  };
};

/** A point's vectors as they are read: sparse ones by ascending index. */
export const readVectors = ({ dense, sparse }: ServerPoint): Readonly<Record<string, unknown>> => ({
  ...Object.fromEntries([...dense].map(([name, vector]) => [name, [...vector]])),
  ...Object.fromEntries([...sparse].map(([name, { indices, values }]) => {
    const order = indices.map((_, at) => at).toSorted((a, b) => Number(indices[a]) - Number(indices[b]));
    return [name, { indices: order.map((at) => indices[at]), values: order.map((at) => values[at]) }];
  })),
});
