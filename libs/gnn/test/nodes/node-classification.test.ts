import { mulberry32 } from '@streamforge/determinism/random';
import { coraFiles } from '@streamforge/testing/cora-files';
import { describe, expect, it } from 'vitest';
import { openEngine, type EngineName } from '../../src/kernels/engine.ts';
import { nodeClassifier } from '../../src/nodes/node-classifier.ts';
import { checkNodeGraph, rowNormalised, type NodeGraph } from '../../src/nodes/node-graph.ts';
import { nodeGraphOf } from '../../src/nodes/node-graph-files.ts';
import { gatRecipe, gatv2Recipe, kipfRecipe } from '../../src/nodes/node-recipe.ts';
import { sparseLinear } from '../../src/nodes/sparse-linear.ts';
import { trainNodes } from '../../src/nodes/train-nodes.ts';
import { preciseEngine, slopeAt } from '../precise-engine.ts';
import { randomArray } from '../random-array.ts';
import { communities } from './communities.ts';

const graph = communities();
const short = (recipe: typeof kipfRecipe): typeof kipfRecipe => ({ ...recipe, epochs: 60 });

describe('sparse features', () => {
  it('have the gradient that small changes of the weights show, with what dropout left', () => {
    const engine = preciseEngine();
    const { features, width } = communities(7, 6);
    const layer = sparseLinear(engine, 'words', { features, width, dropout: 0.4 }, 3, mulberry32(3));
    const pull = randomArray(7 * 3);
    const pulled = (): number =>
      layer.forward(engine.floats(0), 1, mulberry32(9)).reduce((sum, value, at) => sum + value * (pull[at] as number), 0);
    pulled();
    expect(layer.backward(pull, true)).toBeUndefined();
    const [{ value, gradient }] = layer.parameters as [typeof layer.parameters[0] & object];
    for (const at of value.keys()) expect(gradient[at]).toBeCloseTo(slopeAt(value, at, pulled), 6);
  });

  it('sum up to 1 for each node, and stay 0 where there are none', () => {
    const shares = rowNormalised({ rows: Int32Array.of(0, 2, 2, 3), columns: Int32Array.of(0, 1, 1), weights: Float32Array.of(1, 3, 5) });
    expect([...shares.weights]).toEqual([0.25, 0.75, 1]);
  });
});

describe.each([[kipfRecipe], [gatRecipe], [gatv2Recipe]])('$name', (recipe) => {
  it('names what its neighbours tell and its own words do not', () => {
    const { testAccuracy } = trainNodes(graph, short(recipe), 1);
    expect(testAccuracy).toBeGreaterThan(0.85);
    const { edges } = graph;
    const alone = { ...graph, edges: { rows: edges.rows.map(() => 0), columns: new Int32Array(0), weights: new Float32Array(0) } };
    expect(trainNodes(alone, short(recipe), 1).testAccuracy).toBeLessThan(0.75);
  });

  it('gives the same bits for the same seed, and almost the same in both engines', () => {
    const after = (seed: number, engine?: EngineName): Float32Array => {
      const classifier = nodeClassifier(openEngine(engine), graph, recipe, seed);
      for (let epoch = 0; epoch < 5; epoch += 1) classifier.step();
      return classifier.logits().slice();
    };
    const once = after(3);
    expect(after(3)).toEqual(once);
    expect(after(4)).not.toEqual(once);
    for (const [at, value] of after(3, 'typescript').entries()) expect(once[at]).toBeCloseTo(value, 4);
  });
});

describe('training', () => {
  it('is chosen by validation alone', () => {
    const { split } = graph;
    const untested = { ...graph, labels: graph.labels.map((label, node) => split.test.includes(node) ? (label + 1) % 3 : label) };
    const [asked, other] = [trainNodes(graph, short(kipfRecipe), 2), trainNodes(untested, short(kipfRecipe), 2)];
    expect(other).toEqual({ ...asked, testAccuracy: other.testAccuracy });
    expect(other.testAccuracy).toBeLessThan(0.2);
  });

  it('gives chance where labels are shuffled', () => {
    const random = mulberry32(8);
    const labels = graph.labels.map(() => Math.floor(random() * 3));
    expect(Math.abs(trainNodes({ ...graph, labels }, short(kipfRecipe), 1).testAccuracy - 1 / 3)).toBeLessThan(0.15);
  });

  it.each<[string, Partial<NodeGraph>]>([
    ['a label is not one of 2 classes', { classes: 2 }],
    ['features name a column outside', { width: 10 }],
    ['edges are no matrix of 119 rows', { labels: graph.labels.subarray(1) }],
    ['no node is in test', { split: { ...graph.split, test: new Int32Array(0) } }],
    ['names node 120 of 120', { split: { ...graph.split, test: Int32Array.of(120) } }],
    ['node 3 is in two parts', { split: { ...graph.split, test: Int32Array.of(3) } }],
    ['hold a value that is no number', { features: { ...graph.features, weights: graph.features.weights.map(() => Number.NaN) } }],
  ])('refuses a graph: %s', (why, change) => {
    expect(() => checkNodeGraph({ ...graph, ...change })).toThrow(why);
    expect(() => trainNodes({ ...graph, ...change }, kipfRecipe, 1)).toThrow(RangeError);
  });

  it('says so when it diverges', () => {
    expect(() => trainNodes(graph, { ...kipfRecipe, learningRate: Number.MAX_VALUE }, 1)).toThrow('training diverged');
  });
});

describe('Cora', () => {
  it('is what its files say, and refused when they are cut short', () => {
    const files = coraFiles();
    if (files === undefined) return;
    const { edges, features, labels, split } = nodeGraphOf(files);
    expect([labels.length, edges.columns.length, features.columns.length]).toEqual([2_708, 2 * 5_278, 49_216]);
    expect([split.train.length, split.validation.length, split.test.length]).toEqual([140, 500, 1_000]);
    expect(() => nodeGraphOf({ ...files, values: files.values.subarray(0, 1_000) })).toThrow('features are no matrix');
  });

  it('is named by a graph convolution as published', () => {
    const files = coraFiles();
    if (files === undefined) return;
    expect(trainNodes(nodeGraphOf(files), kipfRecipe, 1).testAccuracy).toBeGreaterThan(0.8);
  });
});
