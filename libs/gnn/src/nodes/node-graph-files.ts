/** A graph of nodes in the form that data sets of citations come in: arrays of a sparse matrix, a table of edges, and JSON. */
import { csrOf } from '../csr.ts';
import { checkNodeGraph, rowNormalised, type NodeGraph } from './node-graph.ts';

export interface NodeGraphFiles {
  /** `{ nodes, features, classes }`. */
  readonly meta: string;
  /** Lines `u,v` of undirected edges, each once, below a line of names. */
  readonly edges: string;
  /** A list of classes. */
  readonly labels: string;
  /** `{ train, val, test }`, lists of nodes. */
  readonly split: string;
  /** Features by rows: little-endian 32-bit starts, columns and floats. */
  readonly starts: Uint8Array;
  readonly columns: Uint8Array;
  readonly values: Uint8Array;
}

/** The graph with row-normalised features. Throws a RangeError where the files disagree. */
export const nodeGraphOf = ({ meta, edges, labels, split, starts, columns, values }: NodeGraphFiles): NodeGraph => {
  const { nodes, features, classes } = JSON.parse(meta) as { readonly nodes: number; readonly features: number; readonly classes: number };
  const pairs = edges.trim().split('\n').slice(1).map((line) => line.split(',').map(Number) as [number, number]);
  const parts = JSON.parse(split) as { readonly train: readonly number[]; readonly val: readonly number[]; readonly test: readonly number[] };
  const graph: NodeGraph = {
    edges: csrOf(nodes, pairs.flatMap(([u, v]) => [{ from: u, to: v, weight: 1 }, { from: v, to: u, weight: 1 }])),
    features: rowNormalised({ rows: ints(starts), columns: ints(columns), weights: new Float32Array(ints(values).buffer) }),
    width: features,
    labels: Int32Array.from(JSON.parse(labels) as readonly number[]),
    classes,
    split: { train: Int32Array.from(parts.train), validation: Int32Array.from(parts.val), test: Int32Array.from(parts.test) },
  };
  checkNodeGraph(graph);
  return graph;
};

/** 32-bit values of little-endian bytes, wherever those lie. */
const ints = (bytes: Uint8Array): Int32Array => {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Int32Array.from({ length: bytes.byteLength >> 2 }, (_, at) => view.getInt32(at * 4, true));
};
