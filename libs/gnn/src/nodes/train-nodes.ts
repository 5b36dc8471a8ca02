import { openEngine, type EngineName } from '../kernels/engine.ts';
import { accuracyOf, nodeClassifier, type NodeClassifier } from './node-classifier.ts';
import type { NodeGraph } from './node-graph.ts';
import type { NodeRecipe } from './node-recipe.ts';

export interface NodeResult {
  /** The epoch, from 1, after which validation was best for the first time: its weights are the model. */
  readonly bestEpoch: number;
  readonly validationAccuracy: number;
  /** Accuracy on the test part at that epoch, which had no say in choosing it. */
  readonly testAccuracy: number;
  /** Class of each node as that model names it, [node × class]. */
  readonly logits: Float32Array;
}

/** Trains for all epochs of the recipe and keeps the best epoch by validation. Throws a RangeError when the loss is no number any more. */
export const trainNodes = (graph: NodeGraph, recipe: NodeRecipe, seed: number, engineName?: EngineName): NodeResult => {
  const engine = openEngine(engineName);
  try {
    return trained(nodeClassifier(engine, graph, recipe, seed), graph, recipe);
  } finally {
    engine.close();
  }
};

const trained = (classifier: NodeClassifier, graph: NodeGraph, recipe: NodeRecipe): NodeResult => {
  let best: NodeResult | undefined;
  for (let epoch = 1; epoch <= recipe.epochs; epoch += 1) {
    if (!Number.isFinite(classifier.step())) throw new RangeError(`training diverged in epoch ${epoch}: lower the learning rate`);
    const logits = classifier.logits();
    const validationAccuracy = accuracyOf(logits, graph, graph.split.validation);
    if (validationAccuracy <= (best?.validationAccuracy ?? -1)) continue;
    best = { bestEpoch: epoch, validationAccuracy, testAccuracy: accuracyOf(logits, graph, graph.split.test), logits: Float32Array.from(logits) };
  }
  if (best === undefined) throw new RangeError('a recipe of no epochs trains nothing');
  return best;
};
