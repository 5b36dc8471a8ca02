import { mulberry32 } from '@streamforge/determinism/random';
import { describe, expect, it } from 'vitest';
import { graphOfRelations, loopedGraph } from '../src/attention-graph.ts';
import { csrOf } from '../src/csr.ts';
import { takeFloats, type Engine } from '../src/kernels/engine.ts';
import { typescriptEngine } from '../src/kernels/typescript/engine.ts';
import type { AttentionOptions } from '../src/layers/attention-parts.ts';
import { gat } from '../src/layers/gat.ts';
import { gatv2 } from '../src/layers/gatv2.ts';
import type { Layer } from '../src/layers/layer.ts';
import { preciseEngine, slopeAt } from './precise-engine.ts';
import { randomArray } from './random-array.ts';

const [times, nodes, inputs] = [2, 5, 3];
const leads = csrOf(nodes, [{ from: 0, to: 1, weight: 0.3 }, { from: 2, to: 1, weight: 0.2 }, { from: 1, to: 3, weight: 0.4 }]);
const moves = csrOf(nodes, [{ from: 0, to: 1, weight: -0.6 }, { from: 1, to: 0, weight: -0.6 }]);
const market = graphOfRelations(nodes, [{ name: 'lead-lag', edges: leads }, { name: 'correlation', edges: moves }]);

const side: AttentionOptions = { heads: 2, merge: 'concatenate', dropout: 0.3 };
const mean: AttentionOptions = { heads: 3, merge: 'mean', dropout: 0.3 };
const layers: readonly (readonly [string, (engine: Engine) => Layer, number])[] = [
  ['gat of two heads side by side', (engine) => gat(engine, 'a', { nodes, inputs, outputs: 8 }, market, side, mulberry32(1)), 8],
  ['gat of the mean of three heads', (engine) => gat(engine, 'a', { nodes, inputs, outputs: 2 }, market, mean, mulberry32(2)), 2],
  ['gat without edge features', (engine) => gat(engine, 'a', { nodes, inputs, outputs: 4 }, loopedGraph(leads), side, mulberry32(3)), 4],
  ['gatv2 of two heads side by side', (engine) => gatv2(engine, 'a', { nodes, inputs, outputs: 8 }, market, side, mulberry32(4)), 8],
  ['gatv2 of the mean of three heads', (engine) => gatv2(engine, 'a', { nodes, inputs, outputs: 2 }, market, mean, mulberry32(5)), 2],
  ['gatv2 without edge features', (engine) => gatv2(engine, 'a', { nodes, inputs, outputs: 4 }, loopedGraph(leads), side, mulberry32(6)), 4],
];

describe.each(layers)('%s', (_name, make, outputs) => {
  it('goes back as it went forth, twice as well as once', () => {
    const engine = preciseEngine();
    const layer = make(engine);
    const pull = takeFloats(engine, randomArray(times * nodes * outputs));
    const x = takeFloats(engine, randomArray(times * nodes * inputs));
    const forward = (): Float32Array => layer.forward(x, times, mulberry32(9));
    const pulled = (): number => forward().reduce((sum, value, at) => sum + value * (pull[at] as number), 0);
    layer.forward(x.subarray(0, nodes * inputs), 1, mulberry32(3));
    layer.backward(pull.subarray(0, nodes * outputs), false);
    for (const each of layer.parameters) each.gradient.fill(0);
    expect(forward().length).toBe(times * nodes * outputs);
    const back = layer.backward(pull, false)?.slice() as Float32Array;
    for (const at of x.keys()) expect(back[at]).toBeCloseTo(slopeAt(x, at, pulled), 6);
    for (const { name, value, gradient } of layer.parameters) {
      for (const at of value.keys()) expect(gradient[at], `${name}[${at}]`).toBeCloseTo(slopeAt(value, at, pulled), 6);
    }
  });

  it('takes nothing from a node that no edge brings, and drops nothing outside of training', () => {
    const layer = make(typescriptEngine());
    const x = randomArray(times * nodes * inputs);
    const before = layer.forward(x, times).slice();
    expect(layer.forward(x, times)).toEqual(before);
    expect(layer.forward(x, times, mulberry32(1))).not.toEqual(before);
    // Node 4 has a loop only, and tells nobody.
    for (let at = 4 * inputs; at < 5 * inputs; at += 1) x[at] = 1;
    const after = layer.forward(x, times);
    const changed = [...after.keys()].filter((at) => after[at] !== before[at]);
    expect(changed.every((at) => at >= 4 * outputs && at < 5 * outputs)).toBe(true);
    expect(changed.length).toBeGreaterThan(0);
  });
});

describe('attention over a market', () => {
  it('has each edge once, with its weight in every relation in units of their size, and a loop at every node', () => {
    expect(market.featureNames).toEqual(['self', 'lead-lag', 'correlation']);
    expect([...market.rows]).toEqual([0, 2, 5, 6, 8, 9]);
    expect([...market.columns]).toEqual([0, 1, 0, 1, 2, 2, 1, 3, 4]);
    const rounded = Array.from(market.features, (value) => Number(value.toFixed(3)));
    const features = Array.from({ length: 9 }, (_, edge) => rounded.slice(edge * 3, edge * 3 + 3));
    expect(features).toEqual([[1, 0, 0], [0, 0, -1], [0, 0.965, -1], [1, 0, 0], [0, 0.643, 0], [1, 0, 0], [0, 1.287, 0], [1, 0, 0], [1, 0, 0]]);
  });

  it('keeps one loop where a relation has it already', () => {
    const graph = loopedGraph(csrOf(2, [{ from: 0, to: 0, weight: 1 }, { from: 0, to: 1, weight: 1 }]));
    expect([[...graph.rows], [...graph.columns], graph.features.length]).toEqual([[0, 1, 3], [0, 0, 1], 0]);
  });

  it('gives the bias to a node without edges, loops included', () => {
    const engine = typescriptEngine();
    const bare = { rows: new Int32Array(nodes + 1), columns: new Int32Array(0), featureNames: [], features: new Float32Array(0) };
    for (const make of [gat, gatv2]) {
      const layer = make(engine, 'a', { nodes, inputs, outputs: 4 }, bare, side, mulberry32(1));
      layer.parameters.at(-1)?.value.set([1, 2, 3, 4]);
      expect([...layer.forward(randomArray(nodes * inputs), 1)]).toEqual(Array.from({ length: nodes }, () => [1, 2, 3, 4]).flat());
    }
  });

  it('refuses heads that do not divide the width they lie in', () => {
    expect(() => gat(typescriptEngine(), 'a', { nodes, inputs, outputs: 7 }, market, side, mulberry32(1)))
      .toThrow('2 heads do not divide a width of 7');
  });
});
