/** What edges have beyond entries, as a structure of arrays. */
import type { ByteColumn, ByteColumnBuilder } from '@streamforge/sqlite/byte-column';
import { buffersOf, byteColumnBuilder, bytesAt, textReader } from '@streamforge/sqlite/byte-column';
import type { Step, VersionedEdge } from '../port.ts';

export interface PackedEnds {
  readonly fromSeries: ByteColumn;
  readonly fromIds: ByteColumn;
  readonly toSeries: ByteColumn;
  readonly toIds: ByteColumn;
  readonly types: ByteColumn;
}

/** Edges of a traversal, in its order. */
export interface PackedSteps extends PackedEnds {
  readonly hops: Uint8Array<ArrayBuffer>;
  readonly bodies: ByteColumn;
}

const expectedNameBytes = 16;
const names = (rows: number): ByteColumnBuilder => byteColumnBuilder(rows, rows * expectedNameBytes);

/** The ends and types of edges as buffers. */
export const packEnds = (edges: readonly VersionedEdge[]): PackedEnds => {
  const rows = edges.length;
  const columns = { fromSeries: names(rows), fromIds: names(rows), toSeries: names(rows), toIds: names(rows), types: names(rows) };
  for (const { from, to, type } of edges) {
    columns.fromSeries.addText(from.series);
    columns.fromIds.addText(from.id);
    columns.toSeries.addText(to.series);
    columns.toIds.addText(to.id);
    columns.types.addText(type);
  }
  return {
    fromSeries: columns.fromSeries.finish(),
    fromIds: columns.fromIds.finish(),
    toSeries: columns.toSeries.finish(),
    toIds: columns.toIds.finish(),
    types: columns.types.finish(),
  };
};

/** The buffers, to be moved to the thread. */
export const endBuffers = ({ fromSeries, fromIds, toSeries, toIds, types }: PackedEnds): readonly ArrayBuffer[] =>
  [fromSeries, fromIds, toSeries, toIds, types].flatMap(buffersOf);

/** The steps of a traversal out of their buffers. */
export const unpackSteps = (packed: PackedSteps): readonly Step[] => {
  const fromSeries = textReader(packed.fromSeries);
  const fromId = textReader(packed.fromIds);
  const toSeries = textReader(packed.toSeries);
  const toId = textReader(packed.toIds);
  const type = textReader(packed.types);
  return Array.from(packed.hops, (hop, row): Step => ({
    from: { series: fromSeries(row), id: fromId(row) },
    to: { series: toSeries(row), id: toId(row) },
    type: type(row),
    hop,
    body: bytesAt(packed.bodies, row),
  }));
};

/** The buffers, to be moved from the thread. */
export const stepBuffers = (packed: PackedSteps): readonly ArrayBuffer[] =>
  [packed.hops.buffer, ...buffersOf(packed.bodies), ...endBuffers(packed)];
