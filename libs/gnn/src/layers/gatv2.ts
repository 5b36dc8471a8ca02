import type { Random } from '@streamforge/determinism/random';
import type { AttentionGraph } from '../attention-graph.ts';
import { scratchOf, type Engine } from '../kernels/engine.ts';
import { drawnDropout, edgeWeight, headsOf, mergedHeads, takeGraph, widthOfHeads, type AttentionOptions } from './attention-parts.ts';
import { glorot, zeroed, type Layer, type LayerSizes } from './layer.ts';
import { linear } from './linear.ts';

/**
 * y_i = Σ_j α_ij · W_source·x_j + b for each head, over the edges j → i, with α the softmax of
 * a·leaky(W_source·x_j + W_target·x_i + W_edge·e_ij). A node without incoming edges gets b; a graph with self loops has none. W_source and
 * W_target lie side by side in one matrix; `project` stands in for the product with it where inputs are sparse: it gives
 * [row × (source, target) × head × channel].
 * Source: Brody et al., How attentive are graph attention networks? (2022), equation 7, with edge features inside the slope.
 */
export const gatv2 = (
  engine: Engine, name: string, sizes: LayerSizes, graph: AttentionGraph, options: AttentionOptions, init: Random,
  project: Layer = linear(engine, name, { ...sizes, outputs: 2 * widthOfHeads(sizes, options) }, init, false),
): Layer => {
  const { kernels } = engine;
  const shape = headsOf(sizes, options);
  const { nodes, heads, channels } = shape;
  const width = heads * channels;
  const scorer = zeroed(engine, `${name}.scorer`, [heads, channels], true);
  glorot(scorer.value, heads, channels, init);
  const ofEdges = edgeWeight(engine, name, graph, width, init);
  const merged = mergedHeads(engine, name, shape, options.merge);
  const edges = takeGraph(engine, graph);
  const [toShares, toFound, toSpread] = [scratchOf(engine), scratchOf(engine), scratchOf(engine)];
  const none = engine.floats(0);
  let [values, shares, found] = [none, none, none];
  let dropout = drawnDropout(options);

  return {
    parameters: [...project.parameters, scorer, ...ofEdges.value.length > 0 ? [ofEdges] : [], merged.bias],
    forward: (x, times, random) => {
      const rows = times * nodes;
      values = project.forward(x, times, random);
      dropout = drawnDropout(options, random);
      [shares, found] = [toShares(times * edges.columns.length * heads), toFound(rows * width)];
      kernels.gatv2(edges, { ...shape, times }, { values, scorer: scorer.value, edges: ofEdges.value }, dropout, shares, found);
      return merged.forward(found, rows);
    },
    backward: (gradient, deepest) => {
      const rows = found.length / width;
      const ofFound = merged.backward(gradient, rows);
      const spread = toSpread(values.length);
      kernels.clear(spread, spread.length);
      kernels.gatv2Back(
        edges, { ...shape, times: rows / nodes }, { values, scorer: scorer.value, edges: ofEdges.value }, dropout.share,
        shares, found, ofFound, { values: spread, scorer: scorer.gradient, edges: ofEdges.gradient },
      );
      return project.backward(spread, deepest);
    },
  };
};
