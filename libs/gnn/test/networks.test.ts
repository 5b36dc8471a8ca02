import { mulberry32 } from '@streamforge/determinism/random';
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../src/dataset.ts';
import type { Engine } from '../src/kernels/engine.ts';
import { lossOf, outputs } from '../src/losses.ts';
import { configOf, network, type Network } from '../src/network.ts';
import { defaultOptions, layerTypes, temporalTypes, type TrainOptions } from '../src/options.ts';
import { numbersOf, takerOf, targetsOf } from '../src/samples.ts';
import { preciseEngine, slopeAt } from './precise-engine.ts';
import { randomArray } from './random-array.ts';
import { toyMarket } from './toy-market.ts';

const dataset = toyMarket({ bars: 5, missing: [7] });
const small: TrainOptions = { ...defaultOptions, hidden: 4, heads: 2, dropout: 0.2, attentionDropout: 0.2, seed: 3 };

interface Run {
  readonly net: Network;
  /** Mean loss of a training pass; sets its gradients when asked to. */
  loss(back?: boolean): number;
}

const runOf = (engine: Engine, options: TrainOptions, data: Dataset = dataset): Run => {
  const net = network(configOf(data, options), data, { ...options, engine });
  const { times, x, targets } = takerOf(engine, data).batch(numbersOf({ from: 0, to: data.times.length }), targetsOf(data, options.loss));
  const samples = targets.counts.reduce((sum, each) => sum + each, 0);
  return {
    net,
    loss: (back = false) => {
      const out = net.forward(x, times, mulberry32(5));
      const gradient = engine.floats(out.length);
      const loss = lossOf(engine, out, targets, times, gradient, 1 / samples);
      if (back) {
        net.clear();
        net.backward(gradient);
      }
      return loss / samples;
    },
  };
};

const kinds: readonly (readonly [string, Partial<TrainOptions>])[] = [
  ['no convolution', { convolutions: 0 }],
  ...layerTypes.flatMap((layer) => [
    [layer as string, { layer }],
    [`two of ${layer} with residual and layer norm`, { layer, convolutions: 2, residual: true, layerNorm: true }],
    [`${layer} that learns the order`, { layer, loss: 'ranking' }],
  ] as const),
  ...temporalTypes.map((temporal) => [`temporal input by ${temporal}`, { temporal, residual: true }] as const),
];

describe.each(kinds)('a network: %s', (_name, choices) => {
  it('has the gradient that its loss shows, dropout and missing outcomes included', () => {
    const { net, loss } = runOf(preciseEngine(), { ...small, ...choices });
    // Away from the bends: a node of which nothing is left would lie on that of relu.
    for (const { value, decays } of net.parameters) if (!decays) value.set(randomArray(value.length).map((each) => each + 0.5));
    loss(true);
    const found = net.parameters.map(({ gradient }) => gradient.slice());
    for (const [index, { value, name }] of net.parameters.entries()) {
      for (const at of value.keys()) {
        expect(Math.abs((found[index]?.[at] as number) - slopeAt(value, at, loss)), `${name}[${at}]`).toBeLessThan(5e-6);
      }
    }
  });

  it('names each of its parameters once', () => {
    const names = runOf(preciseEngine(), { ...small, ...choices }).net.parameters.map(({ name }) => name);
    expect(new Set(names).size).toBe(names.length);
    expect(names.at(-1)).toBe('output.bias');
  });
});

describe('a network with two outputs', () => {
  it('gives both of every node at every time', () => {
    const engine = preciseEngine();
    const net = network(configOf(dataset, small), dataset, { engine });
    const x = takerOf(engine, dataset).inputs([0, 1, 2]);
    expect(net.forward(x, 3)).toHaveLength(3 * dataset.nodes.length * outputs);
  });
});
