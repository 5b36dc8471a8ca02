/** Points as a structure of arrays, so that a batch crosses between threads as a few transfers and not as thousands of objects. */
import type { ByteColumn } from '@streamforge/sqlite/byte-column';
import { buffersOf, byteColumnBuilder, bytesAt, textReader } from '@streamforge/sqlite/byte-column';
import { nameIndex } from '@streamforge/sqlite/name-index';
import { rowAt } from '@streamforge/sqlite/row-at';
import type { Payload, VectorPoint } from '../port.ts';
import { packVectors, unpackVectors } from './vector-bytes.ts';

export interface PackedPoints {
  readonly length: number;
  readonly tenantNames: readonly string[];
  /** Index into `tenantNames`. */
  readonly tenants: Uint32Array<ArrayBuffer>;
  readonly ids: ByteColumn;
  readonly versions: ByteColumn;
  /** JSON. */
  readonly payloads: ByteColumn;
  /** As `vector-bytes.ts` says. */
  readonly vectors: ByteColumn;
}

const expectedBytes = { id: 48, version: 48, payload: 200, vectors: 320 };

export interface PointPacker {
  add(tenant: string, id: Uint8Array, version: Uint8Array, payload: Uint8Array, vectors: Uint8Array): void;
  /** Points added so far. */
  count(): number;
  /** Bytes of payloads and vectors added so far. */
  size(): number;
  finish(): PackedPoints;
}

/** Collects at most `capacity` points. */
export const pointPacker = (capacity: number): PointPacker => {
  const tenantNames = nameIndex();
  const tenants = new Uint32Array(capacity);
  const ids = byteColumnBuilder(capacity, capacity * expectedBytes.id);
  const versions = byteColumnBuilder(capacity, capacity * expectedBytes.version);
  const payloads = byteColumnBuilder(capacity, capacity * expectedBytes.payload);
  const vectors = byteColumnBuilder(capacity, capacity * expectedBytes.vectors);
  let length = 0;
  return {
    add: (tenant, id, version, payload, packed) => {
      tenants[length] = tenantNames.indexOf(tenant);
      ids.add(id);
      versions.add(version);
      payloads.add(payload);
      vectors.add(packed);
      length += 1;
    },
    count: () => length,
    size: () => payloads.size() + vectors.size(),
    finish: () => ({
      length, tenantNames: tenantNames.names(), tenants: tenants.subarray(0, length),
      ids: ids.finish(), versions: versions.finish(), payloads: payloads.finish(), vectors: vectors.finish(),
    }),
  };
};

export const packPoints = (points: readonly VectorPoint[]): PackedPoints => {
  const packer = pointPacker(points.length);
  for (const point of points) {
    packer.add(point.tenant, Buffer.from(point.id), point.version, Buffer.from(JSON.stringify(point.payload)), packVectors(point));
  }
  return packer.finish();
};

/** Points as objects again. */
export const unpackPoints = (packed: PackedPoints): readonly VectorPoint[] => {
  const idAt = textReader(packed.ids);
  const payloadAt = textReader(packed.payloads);
  return Array.from({ length: packed.length }, (_, row): VectorPoint => ({
    tenant: rowAt(packed.tenantNames, rowAt(packed.tenants, row)),
    id: idAt(row),
    version: bytesAt(packed.versions, row),
    ...unpackVectors(bytesAt(packed.vectors, row)),
    payload: JSON.parse(payloadAt(row)) as Payload,
  }));
};

/** The buffers to hand over when points cross to another thread. */
export const pointBuffers = (packed: PackedPoints): readonly ArrayBuffer[] => [
  packed.tenants.buffer, ...[packed.ids, packed.versions, packed.payloads, packed.vectors].flatMap(buffersOf),
];
