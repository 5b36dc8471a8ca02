/** Names a snapshot by what went into it: the same bars and options give the same hash, on any machine. */
import { createHash } from 'node:crypto';
import type { SnapshotEdge } from './snapshot-edges.ts';
import type { Panel } from './snapshot-panel.ts';

/** sha256 of the bars, in hex: symbols, open times, closes (missing ones as one NaN) and which bars follow one another. */
export const panelHash = ({ symbols, times, closes, follows }: Panel): string => createHash('sha256')
  .update(JSON.stringify(['streamforge.panel.v1', symbols, times.length]))
  .update(littleEndian(times))
  .update(littleEndian(closes))
  .update(follows)
  .digest('hex');

/** sha256 of the relations and their edges, in hex. */
export const graphHash = (relations: readonly { readonly name: string; readonly edges: readonly SnapshotEdge[] }[]): string => {
  const listed = relations.map(({ name, edges }) => [name, edges.map(({ from, to, weight }) => [from, to, weight])]);
  return createHash('sha256').update(JSON.stringify(['streamforge.graph.v1', listed])).digest('hex');
};

const littleEndian = (values: Float64Array): Uint8Array => {
  const bytes = new Uint8Array(values.byteLength);
  const view = new DataView(bytes.buffer);
  for (let index = 0; index < values.length; index += 1) view.setFloat64(index * 8, values[index] as number, true);
  return bytes;
};
