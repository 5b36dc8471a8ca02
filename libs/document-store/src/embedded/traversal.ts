/** Walks the graph, one vertex of a hop after the other. */
import type { DatabaseSync } from 'node:sqlite';
import { byteColumnBuilder } from '@streamforge/sqlite/byte-column';
import { rowAt } from '@streamforge/sqlite/row-at';
import { rowOf, rowsOf, statementCache } from '@streamforge/sqlite/statement-cache';
import type { VertexRef } from '../port.ts';
import { breadthFirst, type FoundEdge, type WalkedEdge } from '../sql/breadth-first.ts';
import { edgesAt, vertexByName } from '../sql/statements.ts';
import { sqliteDialect } from './dialect.ts';
import type { PackedSteps } from './packed-edges.ts';

export interface TraversalQuery {
  readonly hops: number;
  readonly limit: number;
  readonly direction?: 'out' | 'in' | undefined;
}

export interface Traversal {
  traverse(start: VertexRef, query: TraversalQuery): PackedSteps;
}

interface Edge extends FoundEdge {
  readonly identity: number;
}

type EdgeRow = readonly [rowid: number, from: number, to: number, ...sortKey: readonly Uint8Array[]];

export const traversal = (db: DatabaseSync): Traversal => {
  const prepare = statementCache(db);
  const vertex = prepare(vertexByName(sqliteDialect));
  const body = prepare('SELECT body FROM entries_relations WHERE rowid = ?');
  const edges = (end: 'from_vertex' | 'to_vertex') => prepare(edgesAt(sqliteDialect, end, 'edge.rowid'));
  const ways = { out: [edges('from_vertex')], in: [edges('to_vertex')] };

  const pack = (walked: readonly WalkedEdge<Edge>[]): PackedSteps => {
    const column = () => byteColumnBuilder(walked.length, walked.length * 16);
    const columns = { fromSeries: column(), fromIds: column(), types: column(), toSeries: column(), toIds: column() };
    const bodies = column();
    for (const { edge: { identity, sortKey } } of walked) {
      for (const [part, builder] of Object.values(columns).entries()) builder.add(rowAt(sortKey, part));
      for (const [bytes] of rowsOf<readonly [Uint8Array]>(body, [identity])) bodies.add(bytes);
    }
    return {
      fromSeries: columns.fromSeries.finish(),
      fromIds: columns.fromIds.finish(),
      types: columns.types.finish(),
      toSeries: columns.toSeries.finish(),
      toIds: columns.toIds.finish(),
      hops: Uint8Array.from(walked, ({ hop }) => hop),
      bodies: bodies.finish(),
    };
  };

  return {
    traverse: (start, { hops, limit, direction }) => {
      const statements = direction === undefined ? [...ways.out, ...ways.in] : ways[direction];
      const found = function* (vertices: readonly number[]): Generator<Edge> {
        for (const at of vertices) {
          for (const statement of statements) {
            for (const [identity, from, to, ...sortKey] of rowsOf<EdgeRow>(statement, [at])) yield { identity, from, to, sortKey };
          }
        }
      };
      const walk = breadthFirst<Edge>(rowOf<readonly [number]>(vertex, [Buffer.from(start.series), Buffer.from(start.id)])?.[0], { hops, limit });
      let turn = walk.next([]);
      while (turn.done !== true) turn = walk.next(found(turn.value));
      return pack(turn.value);
    },
  };
};
