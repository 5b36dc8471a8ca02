/**
 * Breadth-first search over the edges. Vertices are numbered in the order they arrived, which replays may shuffle, so each hop's edges are
 * sorted by what they say: ends, type, then the edge's own key.
 */
export interface FoundEdge {
  /** What tells it from every other edge. */
  readonly identity: number | string;
  readonly from: number;
  readonly to: number;
  /** From series and id, type, to series and id, edge series and id. */
  readonly sortKey: readonly Uint8Array[];
}

export interface WalkedEdge<Edge extends FoundEdge> {
  readonly edge: Edge;
  /** 1 for the start's own edges. */
  readonly hop: number;
}

/** No two edges have one key: the first part that differs decides. */
const compareKeys = (left: FoundEdge, right: FoundEdge): number => {
  for (const [part, bytes] of left.sortKey.entries()) {
    const decided = Buffer.compare(bytes, right.sortKey[part] ?? bytes);
    if (decided !== 0) return decided;
  }
  return 0;
};

/**
 * Asks, hop by hop, for the edges at the vertices it has newly reached, and answers those it walked: at most `limit`, the nearest first.
 * A generator, so that a database that answers at once and one that answers later are walked alike.
 */
export const breadthFirst = function* <Edge extends FoundEdge>(
  origin: number | undefined, { hops, limit }: { readonly hops: number; readonly limit: number },
): Generator<readonly number[], readonly WalkedEdge<Edge>[], Iterable<Edge>> {
  let frontier = origin === undefined ? [] : [origin];
  const visited = new Set(frontier);
  const seen = new Set<number | string>();
  let walked: readonly WalkedEdge<Edge>[] = [];
  for (let hop = 1; hop <= hops && frontier.length > 0 && walked.length < limit; hop += 1) {
    const edges: Edge[] = [];
    const reached: number[] = [];
    for (const edge of yield frontier) {
      if (seen.has(edge.identity)) continue;
      seen.add(edge.identity);
      edges.push(edge);
      for (const end of [edge.from, edge.to]) {
        if (visited.has(end)) continue;
        visited.add(end);
        reached.push(end);
      }
    }
    const nearest = edges.toSorted(compareKeys).slice(0, limit - walked.length);
    walked = walked.concat(nearest.map((edge) => ({ edge, hop })));
    frontier = reached;
  }
  return walked;
};
