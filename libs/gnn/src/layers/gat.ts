import type { Random } from '@streamforge/determinism/random';
import type { AttentionGraph } from '../attention-graph.ts';
import { scratchOf, type Engine } from '../kernels/engine.ts';
import { drawnDropout, edgeWeight, headsOf, mergedHeads, takeGraph, widthOfHeads, type AttentionOptions } from './attention-parts.ts';
import { glorot, zeroed, type Layer, type LayerSizes } from './layer.ts';
import { linear } from './linear.ts';

/**
 * y_i = Σ_j α_ij · W·x_j + b for each head, over the edges j → i, with α the softmax of leaky(a_source·W·x_j + a_target·W·x_i + c·e_ij).
 * A node without incoming edges gets b; a graph with self loops has none. `project` stands in for x·W where inputs are sparse: it gives
 * [row × head × channel].
 * Source: Veličković et al., Graph attention networks (2018), equations 1 to 6. The vector of edge features e is scored by a vector c for
 * each head, which is all that can be learned of W_e and a_e, as they only occur as a product.
 */
export const gat = (
  engine: Engine, name: string, sizes: LayerSizes, graph: AttentionGraph, options: AttentionOptions, init: Random,
  project: Layer = linear(engine, name, { ...sizes, outputs: widthOfHeads(sizes, options) }, init, false),
): Layer => {
  const { kernels } = engine;
  const shape = headsOf(sizes, options);
  const { nodes, heads, channels } = shape;
  const width = heads * channels;
  const source = zeroed(engine, `${name}.source`, [heads, channels], true);
  const target = zeroed(engine, `${name}.target`, [heads, channels], true);
  for (const { value } of [source, target]) glorot(value, heads, channels, init);
  const ofEdges = edgeWeight(engine, name, graph, heads, init);
  const merged = mergedHeads(engine, name, shape, options.merge);
  const edges = takeGraph(engine, graph);
  const [toScores, toShares, toFound, toSpread] = [scratchOf(engine), scratchOf(engine), scratchOf(engine), scratchOf(engine)];
  const none = engine.floats(0);
  let [values, scores, shares, found] = [none, none, none, none];
  let dropout = drawnDropout(options);

  return {
    parameters: [...project.parameters, source, target, ...ofEdges.value.length > 0 ? [ofEdges] : [], merged.bias],
    forward: (x, times, random) => {
      const rows = times * nodes;
      values = project.forward(x, times, random);
      dropout = drawnDropout(options, random);
      [scores, shares, found] = [toScores(rows * 2 * heads), toShares(times * edges.columns.length * heads), toFound(rows * width)];
      const arrays = { values, source: source.value, target: target.value, edges: ofEdges.value };
      kernels.gat(edges, { ...shape, times }, arrays, dropout, scores, shares, found);
      return merged.forward(found, rows);
    },
    backward: (gradient, deepest) => {
      const rows = found.length / width;
      const ofFound = merged.backward(gradient, rows);
      const spread = toSpread(values.length);
      kernels.clear(spread, spread.length);
      kernels.gatBack(
        edges, { ...shape, times: rows / nodes }, { values, source: source.value, target: target.value, edges: ofEdges.value },
        dropout.share, scores, shares, found, ofFound,
        { values: spread, source: source.gradient, target: target.gradient, edges: ofEdges.gradient },
      );
      return project.backward(spread, deepest);
    },
  };
};
