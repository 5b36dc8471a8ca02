/** How fast attention learns: edges times steps of one core. */
import { mulberry32 } from '@streamforge/determinism/random';
import { graphOfRelations, type AttentionGraph } from '@streamforge/gnn/attention-graph';
import { csrOf, type Edge } from '@streamforge/gnn/csr';
import { openEngine, takeFloats } from '@streamforge/gnn/kernels/engine';
import { gatv2 } from '@streamforge/gnn/layers/gatv2';

/** Incoming edges of each node, its loop among them. */
const DEGREE = 20;
const HEADS = 8;
const WIDTH = 64;
const ATTENTION_DROPOUT = 0.3;

export interface EdgeSteps {
  readonly edges: number;
  /** CPU nanoseconds that one edge takes at one time, forward and backward. */
  readonly nanoseconds: number;
}

/** A market of one relation, in which every node listens to as many others. */
const marketOf = (nodes: number): AttentionGraph => {
  const random = mulberry32(nodes);
  const edges: Edge[] = [];
  for (let to = 0; to < nodes; to += 1) {
    const chosen = new Set([to]);
    while (chosen.size < DEGREE) chosen.add(Math.floor(random() * nodes));
    for (const from of chosen) if (from !== to) edges.push({ from, to, weight: 2 * random() - 1 });
  }
  return graphOfRelations(nodes, [{ name: 'correlation', edges: csrOf(nodes, edges) }]);
};

/**
 * One layer of GATv2 in training, all of it: from 64 inputs to 8 heads of 8 over edges with features, with dropout of attention, back to
 * the gradients of inputs and weights. The median of rounds, of which each takes about `edgeSteps` edge-steps.
 */
export const measureEdgeSteps = (nodes: number, edgeSteps = 1_000_000, rounds = 7): EdgeSteps => {
  const graph = marketOf(nodes);
  const edges = graph.columns.length;
  const times = Math.max(1, Math.round(edgeSteps / edges));
  const engine = openEngine();
  const layer = gatv2(
    engine, 'measured', { nodes, inputs: WIDTH, outputs: WIDTH }, graph, { heads: HEADS, merge: 'concatenate', dropout: ATTENTION_DROPOUT }, mulberry32(1),
  );
  const random = mulberry32(2);
  const drawn = (): Float32Array => takeFloats(engine, Float32Array.from({ length: times * nodes * WIDTH }, () => 2 * random() - 1));
  const [x, gradient] = [drawn(), drawn()];
  const round = (): number => {
    const before = process.cpuUsage();
    layer.forward(x, times, mulberry32(3));
    layer.backward(gradient, false);
    const { user, system } = process.cpuUsage(before);
    return user + system;
  };
  // The first rounds pay for touching memory and for compiling.
  round();
  round();
  const took = Array.from({ length: rounds }, round).toSorted((a, b) => a - b);
  engine.close();
  return { edges, nanoseconds: (took[rounds >> 1] as number) * 1_000 / (edges * times) };
};

/** By which power of the edges the time of a step grows: least squares over logarithms. */
export const powerOf = (measured: readonly EdgeSteps[]): number => {
  const points = measured.map(({ edges, nanoseconds }) => [Math.log(edges), Math.log(edges * nanoseconds)] as const);
  const [meanX, meanY] = [0, 1].map((axis) => points.reduce((sum, point) => sum + (point[axis] as number), 0) / points.length) as [number, number];
  return points.reduce((sum, [x, y]) => sum + (x - meanX) * (y - meanY), 0) / points.reduce((sum, [x]) => sum + (x - meanX) ** 2, 0);
};
