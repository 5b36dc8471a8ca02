/** A network over the nodes of one graph, and the steps that train it. */
import { freshMoments } from '../adam.ts';
import { takeInts, type Engine } from '../kernels/engine.ts';
import type { Parameter } from '../layers/layer.ts';
import { seededStream } from '../seeded-stream.ts';
import { checkNodeGraph, type NodeGraph } from './node-graph.ts';
import type { NodeRecipe } from './node-recipe.ts';

export interface NodeClassifier {
  readonly parameters: readonly Parameter[];
  /** Trains for one epoch: all nodes of the training part at once. Returns the mean loss that it began with. */
  step(): number;
  /** Values [node × class] of which the highest names the class, without dropout; valid until the next pass. */
  logits(): Float32Array;
}

/** The part of the seed's randomness that draws first weights; epochs count from 1. */
const FIRST_WEIGHTS = 0;

/**
 * A classifier with weights drawn from the seed; the same graph, recipe, engine and seed give the same bits. Throws a RangeError for a
 * graph that is none.
 */
export const nodeClassifier = (engine: Engine, graph: NodeGraph, recipe: NodeRecipe, seed: number): NodeClassifier => {
  checkNodeGraph(graph);
  const { kernels } = engine;
  const nodes = graph.labels.length;
  const layers = recipe.layers(engine, graph, seededStream(seed, FIRST_WEIGHTS));
  const parameters = layers.flatMap((layer) => layer.parameters);
  const moments = freshMoments(engine, parameters);
  const [labels, chosen] = [takeInts(engine, graph.labels), takeInts(engine, graph.split.train)];
  const gradient = engine.floats(nodes * graph.classes);
  const none = engine.floats(0);
  const { learningRate, weightDecay, decays } = recipe;
  return {
    parameters,
    step: () => {
      moments.step += 1;
      const random = seededStream(seed, moments.step);
      for (const each of parameters) kernels.clear(each.gradient, each.gradient.length);
      const logits = layers.reduce((values, layer) => layer.forward(values, 1, random), none);
      const loss = kernels.crossEntropy(logits, labels, chosen, gradient, nodes, graph.classes, 1 / chosen.length);
      let back: Float32Array | undefined = gradient;
      for (const [index, layer] of [...layers.entries()].toReversed()) if (back !== undefined) back = layer.backward(back, index === 0);
      for (const [index, each] of parameters.entries()) {
        const [first, second] = [moments.first[index] as Float32Array, moments.second[index] as Float32Array];
        const l2 = decays(each) ? weightDecay : 0;
        kernels.adam(each.value, each.gradient, first, second, each.value.length, { learningRate, decay: 0, l2, step: moments.step });
      }
      return loss / chosen.length;
    },
    logits: () => layers.reduce((values, layer) => layer.forward(values, 1), none),
  };
};

/** Share of these nodes whose class the logits name. */
export const accuracyOf = (logits: Float32Array, { labels, classes }: NodeGraph, chosen: Int32Array): number => {
  let right = 0;
  for (const node of chosen) {
    let best = 0;
    for (let each = 1; each < classes; each += 1) {
      if ((logits[node * classes + each] as number) > (logits[node * classes + best] as number)) best = each;
    }
    if (best === labels[node]) right += 1;
  }
  return right / chosen.length;
};
