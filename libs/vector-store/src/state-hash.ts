/**
 * One hash of everything a vector store says: ids, versions, vectors and payloads, by collection. The same points written in another order,
 * twice, or through another adapter give the same hash.
 */
import { createHash, type Hash } from 'node:crypto';
import { vectorCollectionNames, type VectorCollectionName } from '@streamforge/contracts/vector-collections';
import type { VectorPoint, VectorStore } from './port.ts';

export interface VectorCollectionState {
  readonly collection: VectorCollectionName;
  readonly points: number;
  /** Of every point in canonical order; lower-case hex. */
  readonly sha256: string;
}

/** Reads a collection whole, in pages. */
const describeVectors = async (store: Pick<VectorStore, 'everything'>, collection: VectorCollectionName): Promise<VectorCollectionState> => {
  const hash = createHash('sha256');
  let points = 0;
  for await (const page of store.everything(collection)) {
    for (const point of page) hashPoint(hash, point);
    points += page.length;
  }
  return { collection, points, sha256: hash.digest('hex') };
};

/** Each collection's state, by name. */
export const describeVectorState = async (
  store: Pick<VectorStore, 'everything'>, names: readonly VectorCollectionName[] = vectorCollectionNames,
): Promise<readonly VectorCollectionState[]> => {
  const states: VectorCollectionState[] = [];
  for (const name of names.toSorted()) states.push(await describeVectors(store, name));
  return states;
};

/** Each part with its length before it, so that no two points are written alike. */
const hashPoint = (hash: Hash, { tenant, id, version, dense, sparse, payload }: VectorPoint): void => {
  for (const text of [tenant, id]) add(hash, Buffer.from(text));
  add(hash, version);
  for (const [name, vector] of byName(dense)) {
    add(hash, Buffer.from(`dense ${name}`));
    add(hash, bytesOf(vector));
  }
  for (const [name, { indices, values }] of byName(sparse)) {
    add(hash, Buffer.from(`sparse ${name}`));
    add(hash, bytesOf(indices));
    add(hash, bytesOf(values));
  }
  add(hash, Buffer.from(JSON.stringify(byName(payload))));
};

const add = (hash: Hash, bytes: Uint8Array): void => {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  hash.update(length).update(bytes);
};

const bytesOf = ({ buffer, byteOffset, byteLength }: Float32Array | Uint32Array): Uint8Array => Buffer.from(buffer, byteOffset, byteLength);

const byName = <Value>(named: Readonly<Record<string, Value>>): readonly (readonly [string, Value])[] =>
  Object.entries(named).toSorted(([a], [b]) => (a < b ? -1 : 1));
