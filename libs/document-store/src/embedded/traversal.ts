/**
 * Breadth-first search over the edges. Vertices are numbered in the order they arrived, which replays may shuffle, so each hop's edges are
 * sorted by what they say: ends, type, then the edge's own key.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { VertexRef } from '../port.ts';
import { byteColumnBuilder } from './byte-column.ts';
import type { PackedSteps } from './packed-edges.ts';
import { rowAt } from './row-at.ts';
import { rowOf, rowsOf, statementCache } from './statement-cache.ts';

export interface TraversalQuery {
  readonly hops: number;
  readonly limit: number;
  readonly direction?: 'out' | 'in' | undefined;
}

export interface Traversal {
  traverse(start: VertexRef, query: TraversalQuery): PackedSteps;
}

interface Edge {
  readonly rowid: number;
  readonly from: number;
  readonly to: number;
  /** From series and id, type, to series and id, edge series and id. */
  readonly sortKey: readonly Uint8Array[];
  readonly hop: number;
}

type EdgeRow = readonly [rowid: number, from: number, to: number, ...sortKey: readonly Uint8Array[]];

const edgesAt = (end: 'from_vertex' | 'to_vertex'): string => `
  SELECT edge.rowid, edge.from_vertex, edge.to_vertex,
    source.series, source.name, edge.type, target.series, target.name, series.name, edge.id
  FROM entries_relations AS edge
  JOIN vertices AS source ON source.id = edge.from_vertex
  JOIN vertices AS target ON target.id = edge.to_vertex
  JOIN series ON series.id = edge.series
  WHERE edge.${end} = ? AND edge.body IS NOT NULL`;

/** No two edges have one key: the first part that differs decides. */
const compareKeys = (left: Edge, right: Edge): number =>
  left.sortKey.reduce((decided, bytes, part) => (decided === 0 ? Buffer.compare(bytes, rowAt(right.sortKey, part)) : decided), 0);

export const traversal = (db: DatabaseSync): Traversal => {
  const prepare = statementCache(db);
  const vertex = prepare('SELECT id FROM vertices WHERE series = ? AND name = ?');
  const body = prepare('SELECT body FROM entries_relations WHERE rowid = ?');
  const ways = { out: [prepare(edgesAt('from_vertex'))], in: [prepare(edgesAt('to_vertex'))] };

  const pack = (edges: readonly Edge[]): PackedSteps => {
    const column = () => byteColumnBuilder(edges.length, edges.length * 16);
    const columns = { fromSeries: column(), fromIds: column(), types: column(), toSeries: column(), toIds: column() };
    const bodies = column();
    for (const { rowid, sortKey } of edges) {
      for (const [part, builder] of Object.values(columns).entries()) builder.add(rowAt(sortKey, part));
      for (const [bytes] of rowsOf<readonly [Uint8Array]>(body, [rowid])) bodies.add(bytes);
    }
    return {
      fromSeries: columns.fromSeries.finish(),
      fromIds: columns.fromIds.finish(),
      types: columns.types.finish(),
      toSeries: columns.toSeries.finish(),
      toIds: columns.toIds.finish(),
      hops: Uint8Array.from(edges, (edge) => edge.hop),
      bodies: bodies.finish(),
    };
  };

  return {
    traverse: (start, { hops, limit, direction }) => {
      const statements = direction === undefined ? [...ways.out, ...ways.in] : ways[direction];
      const origin = rowOf<readonly [number]>(vertex, [Buffer.from(start.series), Buffer.from(start.id)])?.[0];
      let frontier = origin === undefined ? [] : [origin];
      const visited = new Set(frontier);
      const seen = new Set<number>();
      let found: readonly Edge[] = [];
      for (let hop = 1; hop <= hops && frontier.length > 0 && found.length < limit; hop += 1) {
        const edges: Edge[] = [];
        const reached: number[] = [];
        for (const at of frontier) {
          for (const statement of statements) {
            for (const [rowid, from, to, ...sortKey] of rowsOf<EdgeRow>(statement, [at])) {
              if (seen.has(rowid)) continue;
              seen.add(rowid);
              edges.push({ rowid, from, to, sortKey, hop });
              const other = from === at ? to : from;
              if (visited.has(other)) continue;
              visited.add(other);
              reached.push(other);
            }
          }
        }
        found = found.concat(edges.toSorted(compareKeys).slice(0, limit - found.length));
        frontier = reached;
      }
      return pack(found);
    },
  };
};
