/** Sparse matrices by rows. */

/** Compressed sparse rows: row i holds `columns` and `weights` from `rows[i]` to `rows[i + 1]`, columns ascending. */
export interface Csr {
  /** Nodes + 1 entries. */
  readonly rows: Int32Array;
  readonly columns: Int32Array;
  readonly weights: Float32Array;
}

/** An edge that carries what `from` knows to `to`; both are indices of nodes. */
export interface Edge {
  readonly from: number;
  readonly to: number;
  readonly weight: number;
}

/**
 * The matrix of these edges: row `to`, column `from`. Throws a RangeError for a node there is not, a weight that is no finite number,
 * and an edge that comes twice.
 */
export const csrOf = (nodes: number, edges: readonly Edge[]): Csr => {
  const ordered = edges.toSorted((a, b) => a.to - b.to || a.from - b.from);
  const rows = new Int32Array(nodes + 1);
  for (const [index, { from, to, weight }] of ordered.entries()) {
    if (!isNode(nodes, from) || !isNode(nodes, to)) throw new RangeError(`edge ${from} → ${to} names a node outside 0 to ${nodes - 1}`);
    if (!Number.isFinite(weight)) throw new RangeError(`edge ${from} → ${to} has no finite weight`);
    const before = ordered[index - 1];
    if (before?.from === from && before.to === to) throw new RangeError(`edge ${from} → ${to} comes twice`);
    rows[to + 1] = (rows[to + 1] ?? 0) + 1;
  }
  for (let row = 0; row < nodes; row += 1) rows[row + 1] = (rows[row + 1] ?? 0) + (rows[row] ?? 0);
  return {
    rows,
    columns: Int32Array.from(ordered, ({ from }) => from),
    weights: Float32Array.from(ordered, ({ weight }) => weight),
  };
};

const isNode = (nodes: number, index: number): boolean => Number.isInteger(index) && index >= 0 && index < nodes;

/** The edges of a matrix, by target and then by source. */
export const edgesOf = ({ rows, columns, weights }: Csr): readonly Edge[] => {
  const edges: Edge[] = [];
  for (let to = 0; to < rows.length - 1; to += 1) {
    for (let at = rows[to] as number; at < (rows[to + 1] as number); at += 1) {
      edges.push({ from: columns[at] as number, to, weight: weights[at] as number });
    }
  }
  return edges;
};

/** The matrix with rows and columns exchanged, which carries gradients back. */
export const transposed = (csr: Csr): Csr =>
  csrOf(csr.rows.length - 1, edgesOf(csr).map(({ from, to, weight }) => ({ from: to, to: from, weight })));

/**
 * How much of its neighbours a node takes. `row`: a mean weighted by |w|, D⁻¹A, which suits directed edges (a leader without followers
 * of its own keeps its strength). `symmetric`: D⁻½AD⁻½ with the degree of rows on one side and of columns on the other.
 * Source: Kipf and Welling, Semi-supervised classification with graph convolutional networks (2017), equation 2; D⁻¹A is its
 * random-walk form. Degrees count |w|, so that signed weights stay bounded. A row without edges stays zero.
 */
export type Normalisation = 'row' | 'symmetric';

/** The matrix with its weights divided as `how` says. */
export const normalised = (csr: Csr, how: Normalisation): Csr => {
  const edges = edgesOf(csr);
  const nodes = csr.rows.length - 1;
  const incoming = new Float64Array(nodes);
  const outgoing = new Float64Array(nodes);
  for (const { from, to, weight } of edges) {
    incoming[to] = (incoming[to] as number) + Math.abs(weight);
    outgoing[from] = (outgoing[from] as number) + Math.abs(weight);
  }
  const scale = ({ from, to }: Edge): number => how === 'row'
    ? incoming[to] as number
    : Math.sqrt((incoming[to] as number) * (outgoing[from] as number));
  return csrOf(nodes, edges.map((edge) => ({ ...edge, weight: edge.weight === 0 ? 0 : edge.weight / scale(edge) })));
};
