/**
 * Breadth-first search over the named graph, one query a hop. A single traversal of AQL can't do it: with vertices visited once it leaves
 * out the edges that close a circle, with edges once per path it walks every path. Here each hop's edges are sorted by what they say and
 * cut to the limit by the server, and each edge is told once.
 */
import type { Step, VertexRef } from '../port.ts';
import { inlineBytes, withBodies, type BodyRow } from './bodies.ts';
import type { ArangoClient } from './client.ts';
import { textsOfDigits } from './digits.ts';
import { vertexId } from './document-key.ts';
import { hopAnyWay, hopIn, hopOut } from './queries.ts';
import { rowsOf } from './reader.ts';
import { graphName } from './set-up.ts';
import { bytesOfBody } from './stored-document.ts';

export interface TraversalQuery {
  readonly hops: number;
  readonly limit: number;
  readonly direction?: 'out' | 'in' | undefined;
}

interface EdgeRow extends BodyRow {
  readonly way: string;
}

interface Walked extends EdgeRow {
  readonly from: VertexRef;
  readonly to: VertexRef;
  readonly type: string;
  readonly hop: number;
}

const rowsAtOnce = 1_000;

const walkedAt = (row: EdgeRow, hop: number): Walked => {
  const [fromSeries = '', fromId = '', type = '', toSeries = '', toId = ''] = textsOfDigits(row.way);
  return { ...row, hop, type, from: { series: fromSeries, id: fromId }, to: { series: toSeries, id: toId } };
};

const withoutRepeats = (rows: readonly EdgeRow[]): readonly EdgeRow[] => rows.filter(({ key }, index) => rows[index - 1]?.key !== key);

/** Steps from `start`, the nearest first, each hop's by the bytes of from, type, to and the edge's own key. */
export const walk = async (client: ArangoClient, start: VertexRef, asked: TraversalQuery): Promise<readonly Step[]> => {
  const { hops, limit, direction } = asked;
  const query = direction === undefined ? hopAnyWay : direction === 'out' ? hopOut : hopIn;
  let frontier: readonly string[] = [vertexId(start)];
  const visited = new Set(frontier);
  const walked: string[] = [];
  const found: Walked[] = [];
  for (let hop = 1; hop <= hops && frontier.length > 0 && found.length < limit; hop += 1) {
    const room = limit - found.length;
    const rows = await rowsOf<EdgeRow>(client, query, {
      frontier,
      // An edge between two vertices that are walked together comes from both: twice at most.
      limit: room * 2,
      // Edges of vertices walked before were told then. Along one direction no edge comes back.
      walked: direction === undefined ? walked : [],
      graph: graphName, live: [true], inline: inlineBytes,
    }, rowsAtOnce);
    walked.push(...frontier);
    const edges = withoutRepeats(rows).slice(0, room).map((row) => walkedAt(row, hop));
    found.push(...edges);
    const reached = edges.flatMap(({ from, to }) => [vertexId(from), vertexId(to)]).filter((id) => !visited.has(id));
    frontier = [...new Set(reached)];
    for (const id of frontier) visited.add(id);
  }
  const steps: Step[] = [];
  for await (const group of withBodies(client, 'relations', found, (edge, now) => now.live && now.way === edge.way)) {
    for (const edge of group) {
      const { from, to, type, hop } = edge;
      steps.push({ from, to, type, hop, body: bytesOfBody(edge) ?? new Uint8Array(0) });
    }
  }
  return steps;
};
