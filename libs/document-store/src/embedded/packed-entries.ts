/**
 * Entries as a structure of arrays: one buffer per field, so that a batch crosses between threads as a dozen transfers and not as
 * thousands of objects. Names that repeat (series, topics) are listed once and referred to by index.
 */
import type { ByteColumn } from '@streamforge/sqlite/byte-column';
import { buffersOf, byteColumnBuilder, bytesAt, textReader } from '@streamforge/sqlite/byte-column';
import { nameIndex } from '@streamforge/sqlite/name-index';
import { rowAt } from '@streamforge/sqlite/row-at';
import type { Source, StoredEntry, VersionedEntry } from '../port.ts';

export interface PackedEntries {
  readonly length: number;
  readonly seriesNames: readonly string[];
  /** Index into `seriesNames`. */
  readonly series: Uint32Array<ArrayBuffer>;
  readonly orders: Float64Array<ArrayBuffer>;
  readonly ids: ByteColumn;
  readonly versions: ByteColumn;
  /** Empty where `deleted` is 1. */
  readonly bodies: ByteColumn;
  readonly deleted: Uint8Array<ArrayBuffer>;
  readonly topicNames: readonly string[];
  /** Index into `topicNames`. */
  readonly topics: Uint32Array<ArrayBuffer>;
  readonly partitions: Int32Array<ArrayBuffer>;
  readonly offsets: Float64Array<ArrayBuffer>;
}

const nothing = new Uint8Array(0);
const expectedVersionBytes = 48;
const expectedBodyBytes = 256;

export interface EntryPacker {
  add(series: string, order: number, id: string | Uint8Array, version: Uint8Array, body: Uint8Array | null, source: Source): void;
  /** Entries added so far. */
  count(): number;
  /** Bytes of ids, versions and bodies added so far. */
  size(): number;
  finish(): PackedEntries;
}

/** Collects at most `capacity` entries. */
export const entryPacker = (capacity: number): EntryPacker => {
  const seriesNames = nameIndex();
  const topicNames = nameIndex();
  const series = new Uint32Array(capacity);
  const orders = new Float64Array(capacity);
  const deleted = new Uint8Array(capacity);
  const topics = new Uint32Array(capacity);
  const partitions = new Int32Array(capacity);
  const offsets = new Float64Array(capacity);
  const ids = byteColumnBuilder(capacity, 0);
  const versions = byteColumnBuilder(capacity, capacity * expectedVersionBytes);
  const bodies = byteColumnBuilder(capacity, capacity * expectedBodyBytes);
  let length = 0;
  return {
    add: (name, order, id, version, body, source) => {
      series[length] = seriesNames.indexOf(name);
      orders[length] = order;
      if (typeof id === 'string') ids.addText(id);
      else ids.add(id);
      versions.add(version);
      bodies.add(body ?? nothing);
      deleted[length] = body === null ? 1 : 0;
      topics[length] = topicNames.indexOf(source.topic);
      partitions[length] = source.partition;
      offsets[length] = source.offset;
      length += 1;
    },
    count: () => length,
    size: () => ids.size() + versions.size() + bodies.size(),
    finish: () => ({
      length,
      seriesNames: seriesNames.names(),
      series: series.subarray(0, length),
      orders: orders.subarray(0, length),
      ids: ids.finish(),
      versions: versions.finish(),
      bodies: bodies.finish(),
      deleted: deleted.subarray(0, length),
      topicNames: topicNames.names(),
      topics: topics.subarray(0, length),
      partitions: partitions.subarray(0, length),
      offsets: offsets.subarray(0, length),
    }),
  };
};

export const packEntries = (entries: readonly VersionedEntry[]): PackedEntries => {
  const packer = entryPacker(entries.length);
  for (const entry of entries) packer.add(entry.series, entry.order, entry.id, entry.version, entry.body, entry.source);
  return packer.finish();
};

/** Entries as objects again. Their bytes are views that share the packed memory. */
export const unpackEntries = (packed: PackedEntries): readonly StoredEntry[] => {
  const idAt = textReader(packed.ids);
  return Array.from({ length: packed.length }, (_, row): StoredEntry => ({
    series: nameAt(packed.seriesNames, packed.series, row),
    order: rowAt(packed.orders, row),
    id: idAt(row),
    version: bytesAt(packed.versions, row),
    body: packed.deleted[row] === 1 ? null : bytesAt(packed.bodies, row),
    source: {
      topic: nameAt(packed.topicNames, packed.topics, row),
      partition: rowAt(packed.partitions, row),
      offset: rowAt(packed.offsets, row),
    },
  }));
};

const nameAt = (names: readonly string[], indexes: Uint32Array, row: number): string => rowAt(names, rowAt(indexes, row));

/** The buffers to hand over when entries cross to another thread. */
export const entryBuffers = (packed: PackedEntries): readonly ArrayBuffer[] => [
  packed.series.buffer, packed.orders.buffer, packed.deleted.buffer, packed.topics.buffer, packed.partitions.buffer, packed.offsets.buffer,
  ...buffersOf(packed.ids), ...buffersOf(packed.versions), ...buffersOf(packed.bodies),
];
