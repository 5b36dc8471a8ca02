import { mulberry32 } from '@streamforge/determinism/random';
import { describe, expect, it } from 'vitest';
import { csrOf, normalised } from '../src/csr.ts';
import { lossOf } from '../src/kernels/losses.ts';
import { dropout } from '../src/layers/dropout.ts';
import { graphConvolution } from '../src/layers/graph-convolution.ts';
import type { Layer } from '../src/layers/layer.ts';
import { linear } from '../src/layers/linear.ts';
import { relu } from '../src/layers/relu.ts';
import { configOf, network } from '../src/network.ts';
import { defaultOptions } from '../src/options.ts';
import { inputsOf, targetsOf } from '../src/samples.ts';
import { randomArray } from './random-array.ts';
import { toyMarket } from './toy-market.ts';

const [times, nodes, inputs] = [3, 4, 3];
const graph = (pairs: readonly (readonly [number, number, number])[]): ReturnType<typeof csrOf> =>
  normalised(csrOf(nodes, pairs.map(([from, to, weight]) => ({ from, to, weight }))), 'row');
const directed = graph([[0, 1, 1], [2, 1, -0.5], [3, 0, 2], [1, 1, 1]]);
const mutual = graph([[0, 2, 1], [2, 0, 1]]);

/** How fast f changes when one value of `values` does. */
const slope = (values: Float32Array, at: number, by: number, f: () => number): number => {
  const before = values[at] as number;
  values[at] = before + by;
  const above = f();
  values[at] = before - by;
  const below = f();
  values[at] = before;
  return (above - below) / (2 * by);
};

const layers: readonly (readonly [string, () => Layer])[] = [
  ['linear', () => linear('l', nodes, inputs, 5, mulberry32(1))],
  ['a graph convolution of two relations', () => graphConvolution('g', nodes, inputs, 5,
    [{ name: 'directed', matrix: directed }, { name: 'mutual', matrix: mutual }], mulberry32(2))],
  ['a graph convolution without edges', () => graphConvolution('g', nodes, inputs, 5,
    [{ name: 'none', matrix: csrOf(nodes, []) }], mulberry32(3))],
  ['a graph convolution without relations', () => graphConvolution('g', nodes, inputs, 5, [], mulberry32(4))],
  ['relu', () => relu()],
  ['dropout', () => dropout(0.4)],
];

describe.each(layers)('%s', (_name, make) => {
  it('goes back as it went forth: every gradient is the slope that small changes show', () => {
    const layer = make();
    // Inputs keep away from 0, where relu has no slope.
    const x = randomArray(times * nodes * inputs).map((value) => value + Math.sign(value) * 0.3);
    const pull = randomArray(times * nodes * 5);
    const forward = (): Float32Array => layer.forward(x, times, mulberry32(9));
    const pulled = (): number => forward().reduce((sum, value, at) => sum + value * (pull[at] as number), 0);
    const gradient = pull.slice(0, forward().length);
    for (const each of layer.parameters) each.gradient.fill(0);
    const back = Float32Array.from(layer.backward(gradient, false) as Float32Array);
    for (const at of x.keys()) expect(back[at]).toBeCloseTo(slope(x, at, 0.1, pulled), 3);
    for (const { value, gradient: found } of layer.parameters) {
      for (const at of value.keys()) expect(found[at]).toBeCloseTo(slope(value, at, 0.1, pulled), 3);
    }
  });
});

describe.each([[0], [1], [2]])('a network of %d convolutions', (convolutions) => {
  it('has the gradient that its loss shows, dropout and missing outcomes included', () => {
    const dataset = toyMarket({ bars: 5, missing: [7] });
    const net = network(configOf(dataset, { ...defaultOptions, convolutions, hidden: 6 }), dataset, { dropout: 0.2, seed: 3 });
    const targets = targetsOf(dataset);
    const x = inputsOf(dataset, { from: 0, to: dataset.times.length });
    const loss = (): number => {
      const { loss: sum, samples } = lossOf(net.forward(x, dataset.times.length, mulberry32(5)), targets);
      return sum / samples;
    };
    const out = net.forward(x, dataset.times.length, mulberry32(5));
    const gradient = new Float32Array(out.length);
    lossOf(out, targets, gradient);
    net.backward(gradient);
    for (const { value, gradient: found, name } of net.parameters) {
      for (const at of value.keys()) {
        expect(Math.abs((found[at] as number) - slope(value, at, 1e-3, loss)), `${name}[${at}]`).toBeLessThan(2e-3);
      }
    }
  });
});
