/** Names a snapshot by what went into it: the same bars and options give the same hash, on any machine. */
import { createHash, type Hash } from 'node:crypto';
import type { FittedRelation, FittedSnapshot } from './fitted.ts';
import { barFields, type Panel } from './panel.ts';

/** sha256 of the bars, in hex: symbols, open times, every column (what is missing as one NaN) and which bars follow one another. */
export const panelHash = (panel: Panel): string => {
  const { symbols, times, closes, follows } = panel;
  const others = barFields.flatMap((field) => panel[field] === undefined ? [] : [[field, panel[field]] as const]);
  const hash = createHash('sha256').update(JSON.stringify(['streamforge.panel.v2', symbols, times.length, others.map(([field]) => field)]));
  for (const column of [times, closes, ...others.map(([, column]) => column)]) addLittleEndian(hash, column);
  return hash.update(follows).digest('hex');
};

/** sha256 of the relations and their edges, in hex. */
export const graphHash = (relations: readonly FittedRelation[]): string => {
  const listed = relations.map(({ name, edges }) => [name, edges.map(({ from, to, weight }) => [from, to, weight])]);
  return createHash('sha256').update(JSON.stringify(['streamforge.graph.v1', listed])).digest('hex');
};

/** sha256 of all that makes a snapshot: its bars and graph by their hashes, what was asked for, and what was fitted. */
export const snapshotHash = (
  { history, channels, assets, split, dataHash, graphHash: graph }: Omit<FittedSnapshot, 'snapshotHash' | 'relations'>, rules: readonly (string | number)[],
): string => createHash('sha256').update(JSON.stringify([
  'streamforge.snapshot.v1', dataHash, graph, history, channels, rules,
  assets.map(({ symbol, mean, deviation, returns, scales }) => [symbol, mean, deviation, returns, scales.map((scale) => [scale.mean, scale.deviation])]),
  [split.train, split.validation, split.test].map(({ from, to }) => [from, to]), split.purge,
])).digest('hex');

/** Numbers at once, so that a copy of a column is never held whole. */
const CHUNK = 65_536;

const addLittleEndian = (hash: Hash, values: Float64Array): void => {
  const view = new DataView(new ArrayBuffer(8 * Math.min(CHUNK, values.length)));
  for (let first = 0; first < values.length; first += CHUNK) {
    const count = Math.min(CHUNK, values.length - first);
    for (let index = 0; index < count; index += 1) view.setFloat64(index * 8, values[first + index] as number, true);
    hash.update(new Uint8Array(view.buffer, 0, 8 * count));
  }
};
