import { mulberry32 } from '@streamforge/determinism/random';
import { csrOf } from '../../src/csr.ts';
import { rowNormalised, type NodeGraph } from '../../src/nodes/node-graph.ts';

/** Nodes of three kinds that mostly cite their own kind, and use words of which few tell which kind that is. */
export const communities = (nodes = 120, words = 40): NodeGraph => {
  const random = mulberry32(5);
  const below = (most: number): number => Math.floor(random() * most);
  const labels = Int32Array.from({ length: nodes }, () => below(3));
  const pairs = new Map<number, readonly [number, number]>();
  while (pairs.size < 3 * nodes) {
    const [a, b] = [below(nodes), below(nodes)];
    if (a < b && (labels[a] === labels[b] || random() < 0.05)) pairs.set(a * nodes + b, [a, b]);
  }
  const uses = [...labels].flatMap((label, node) => {
    const own = new Set(Array.from({ length: 8 }, () => random() < 0.1 ? label : 3 + below(words - 3)));
    return Array.from(own, (word) => ({ node, word }));
  }).toSorted((a, b) => a.node - b.node || a.word - b.word);
  const starts = Int32Array.from({ length: nodes + 1 }, (_, node) => uses.filter((each) => each.node < node).length);
  const order = Int32Array.from({ length: nodes }, (_, node) => node);
  return {
    edges: csrOf(nodes, [...pairs.values()].flatMap(([a, b]) => [{ from: a, to: b, weight: 1 }, { from: b, to: a, weight: 1 }])),
    features: rowNormalised({ rows: starts, columns: Int32Array.from(uses, ({ word }) => word), weights: new Float32Array(uses.length).fill(2) }),
    width: words, labels, classes: 3,
    split: { train: order.subarray(0, 20), validation: order.subarray(20, 50), test: order.subarray(50) },
  };
};
