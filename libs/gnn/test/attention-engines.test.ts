/** Attention in both engines: what one gives the other gives to 1e-5. */
import { mulberry32 } from '@streamforge/determinism/random';
import { describe, expect, it } from 'vitest';
import { loopedGraph } from '../src/attention-graph.ts';
import { csrOf } from '../src/csr.ts';
import type { GatArrays, Gatv2Arrays } from '../src/kernels/attention-kernels.ts';
import { takeFloats, wasmEngine, type Engine } from '../src/kernels/engine.ts';
import { typescriptEngine } from '../src/kernels/typescript/engine.ts';
import { gat } from '../src/layers/gat.ts';
import { gatv2 } from '../src/layers/gatv2.ts';
import { attentionCases, gatRun, gatv2Run, type AttentionRun } from './attention-cases.ts';
import { randomArray } from './random-array.ts';

const expectSame = (found: Float32Array, expected: Float32Array, name: string): void => {
  expect(found.length).toBe(expected.length);
  for (const [at, value] of expected.entries()) {
    const off = Math.abs((found[at] as number) - value);
    if (!(off <= 1e-5 * (1 + Math.abs(value)))) throw new Error(`${name}[${at}] is ${found[at]}, not ${value}`);
  }
};

const ran = (run: AttentionRun<GatArrays | Gatv2Arrays>): Readonly<Record<string, Float32Array>> => {
  run.forward();
  run.backward();
  run.backward();
  return { out: run.out, shares: run.shares, ...run.gradients };
};

describe.each(attentionCases)('attention of %s', (_name, of) => {
  it.each([['GAT', gatRun], ['GATv2', gatv2Run]] as const)('of %s is the same in both engines, dropout included', (_layer, runOf) => {
    const expected = ran(runOf(typescriptEngine(), of));
    const engine = wasmEngine();
    const made = runOf(engine, of);
    const guard = engine.floats(8).fill(Number.NaN);
    const found = ran(made);
    for (const [name, values] of Object.entries(expected)) expectSame(found[name] as Float32Array, values, name);
    expect(guard.every(Number.isNaN)).toBe(true);
  });

  it('stays finite for scores of any size', () => {
    for (const run of [gatRun(wasmEngine(), of), gatv2Run(wasmEngine(), of)]) {
      for (const values of Object.values(run.x) as readonly Float32Array[]) values.set(values.map((value) => 1e6 * value));
      for (const [name, values] of Object.entries(ran(run))) expect(values.every(Number.isFinite), name).toBe(true);
    }
  });
});

describe.each([[1, 1], [3, 7], [8, 2], [4, 16]])('the mean of %d heads of %d channels', (heads, channels) => {
  it('is the same in both engines, and so is its way back', () => {
    const rows = 5;
    const [expected, found] = [typescriptEngine(), wasmEngine()].map((engine: Engine) => {
      const [x, back] = [engine.floats(rows * heads * channels), engine.floats(rows * heads * channels)];
      const out = engine.floats(rows * channels);
      const guard = engine.floats(8).fill(Number.NaN);
      x.set(randomArray(x.length));
      out.set(randomArray(out.length));
      engine.kernels.meanOfHeads(x, out, rows, heads, channels);
      engine.kernels.meanOfHeadsBack(out, back, rows, heads, channels);
      expect(guard.every(Number.isNaN)).toBe(true);
      return [...out, ...back];
    }) as [number[], number[]];
    expectSame(Float32Array.from(found), Float32Array.from(expected), 'mean and gradient');
  });
});

it.each([['gat', gat], ['gatv2', gatv2]] as const)('%s is the same in both engines where no near cache holds the graph', (_name, make) => {
  const [nodes, inputs, outputs] = [4_200, 3, 64];
  const random = mulberry32(8);
  const edges = Array.from({ length: nodes }, (_, to) => ({ from: Math.floor(random() * nodes), to, weight: 1 }));
  const graph = loopedGraph(csrOf(nodes, edges));
  const [x, pull] = [randomArray(nodes * inputs), randomArray(nodes * outputs)];
  const [expected, found] = [typescriptEngine(), wasmEngine()].map((engine): Record<string, Float32Array> => {
    const layer = make(engine, 'a', { nodes, inputs, outputs }, graph, { heads: 8, merge: 'concatenate', dropout: 0 }, mulberry32(1));
    const out = layer.forward(takeFloats(engine, x), 1).slice();
    const back = layer.backward(takeFloats(engine, pull), false)?.slice() as Float32Array;
    // Gradients of weights are sums over thousands of nodes: their mean is held to the same.
    const means = layer.parameters.map(({ name, gradient }) => [name, gradient.map((value) => value / nodes)] as const);
    return { out, back, ...Object.fromEntries(means) };
  }) as [Record<string, Float32Array>, Record<string, Float32Array>];
  for (const [name, values] of Object.entries(expected)) expectSame(found[name] as Float32Array, values, name);
});
