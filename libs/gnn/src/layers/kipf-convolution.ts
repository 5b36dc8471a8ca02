import type { Random } from '@streamforge/determinism/random';
import { csrOf, edgesOf, normalised, type Csr } from '../csr.ts';
import { scratchOf, takeCsr, type Engine } from '../kernels/engine.ts';
import { zeroed, type Layer, type LayerSizes } from './layer.ts';
import { linear } from './linear.ts';

/** D̃⁻½ (A + I) D̃⁻½ of a graph: self loops of weight 1 where there are none, then both degrees. */
export const kipfMatrix = (graph: Csr): Csr => {
  const edges = edgesOf(graph);
  const loops = new Set(edges.flatMap(({ from, to }) => from === to ? [to] : []));
  const added = Array.from({ length: graph.rows.length - 1 }, (_, node) => node).filter((node) => !loops.has(node));
  return normalised(csrOf(graph.rows.length - 1, [...edges, ...added.map((node) => ({ from: node, to: node, weight: 1 }))]), 'symmetric');
};

/**
 * y = Â · (x · W) + b, of one graph whose matrix brings its self loops: one weight matrix for a node and its neighbours alike. `project`
 * stands in for x · W where inputs are sparse.
 * Source: Kipf and Welling, Semi-supervised classification with graph convolutional networks (2017), equation 2.
 */
export const kipfConvolution = (
  engine: Engine, name: string, sizes: LayerSizes, matrix: Csr, init: Random, project: Layer = linear(engine, name, sizes, init, false),
): Layer => {
  const { kernels } = engine;
  const { nodes, outputs } = sizes;
  const bias = zeroed(engine, `${name}.bias`, [outputs], false);
  const graph = takeCsr(engine, matrix);
  const block = { stride: outputs, offset: 0 };
  const [toY, toSpread] = [scratchOf(engine), scratchOf(engine)];

  return {
    parameters: [...project.parameters, bias],
    forward: (x, times, random) => {
      const rows = times * nodes;
      const values = project.forward(x, times, random);
      const y = toY(rows * outputs);
      kernels.clear(y, y.length);
      kernels.addBias(bias.value, y, rows, outputs);
      kernels.spmm(graph, values, block, y, block, times, outputs);
      return y;
    },
    backward: (gradient, deepest) => {
      const rows = gradient.length / outputs;
      kernels.addRows(gradient, bias.gradient, rows, outputs);
      const spread = toSpread(rows * outputs);
      kernels.clear(spread, spread.length);
      kernels.spmmOfTransposed(graph, gradient, block, spread, block, rows / nodes, outputs);
      return project.backward(spread, deepest);
    },
  };
};
