import type { PgPool } from '@streamforge/postgres/pool';
import type { Step, VertexRef } from '../port.ts';
import { breadthFirst, type FoundEdge } from '../sql/breadth-first.ts';
import { edgesAt, vertexByName } from '../sql/statements.ts';
import { int4Array } from './binary-array.ts';
import { postgresDialect } from './dialect.ts';

interface Edge extends FoundEdge {
  readonly body: Uint8Array;
}

interface EdgeRow {
  readonly identity: string;
  readonly from_vertex: number;
  readonly to_vertex: number;
  readonly from_series: Uint8Array;
  readonly from_name: Uint8Array;
  readonly type: Uint8Array;
  readonly to_series: Uint8Array;
  readonly to_name: Uint8Array;
  readonly edge_series: Uint8Array;
  readonly edge_id: Uint8Array;
  readonly body: Uint8Array;
}

export interface TraversalQuery {
  readonly hops: number;
  readonly limit: number;
  readonly direction?: 'out' | 'in' | undefined;
}

/** The series' number and the id; bodies come along, so that an edge that goes meanwhile is given as it was found. */
const identified = `edge.series::text || ' ' || encode(edge.id, 'hex') AS identity, edge.body`;
const ways = { out: edgesAt(postgresDialect, 'from_vertex', identified), in: edgesAt(postgresDialect, 'to_vertex', identified) };

const edgeOf = (row: EdgeRow): Edge => ({
  identity: row.identity,
  from: row.from_vertex,
  to: row.to_vertex,
  sortKey: [row.from_series, row.from_name, row.type, row.to_series, row.to_name, row.edge_series, row.edge_id],
  body: new Uint8Array(row.body.buffer, row.body.byteOffset, row.body.byteLength),
});

const text = (bytes: Uint8Array | undefined): string => Buffer.from(bytes ?? []).toString();

/** Walks the graph a hop at a time: one statement a hop and direction. */
export const traverse = async (pool: PgPool, start: VertexRef, { hops, limit, direction }: TraversalQuery): Promise<readonly Step[]> => {
  const { rows: [origin] } = await pool.query<{ id: number }>(vertexByName(postgresDialect), [Buffer.from(start.series), Buffer.from(start.id)], 'vertex');
  const walk = breadthFirst<Edge>(origin?.id, { hops, limit });
  const directions = direction === undefined ? ['out', 'in'] as const : [direction];
  let turn = walk.next([]);
  while (turn.done !== true) {
    const frontier = int4Array(turn.value, (vertex) => vertex);
    const edges: Edge[] = [];
    for (const way of directions) edges.push(...(await pool.query<EdgeRow>(ways[way], [frontier], `edges_${way}`)).rows.map(edgeOf));
    turn = walk.next(edges);
  }
  return turn.value.map(({ edge: { sortKey: [fromSeries, fromId, type, toSeries, toId], body }, hop }) => ({
    from: { series: text(fromSeries), id: text(fromId) }, to: { series: text(toSeries), id: text(toId) }, type: text(type), hop, body,
  }));
};
