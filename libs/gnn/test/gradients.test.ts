import { mulberry32 } from '@streamforge/determinism/random';
import { describe, expect, it } from 'vitest';
import { csrOf, normalised } from '../src/csr.ts';
import { takeFloats, type Engine } from '../src/kernels/engine.ts';
import { elu, relu } from '../src/layers/activation.ts';
import { causalConvolution } from '../src/layers/causal-convolution.ts';
import { dropout } from '../src/layers/dropout.ts';
import { graphConvolution, type Propagation } from '../src/layers/graph-convolution.ts';
import { gru } from '../src/layers/gru.ts';
import { kipfConvolution, kipfMatrix } from '../src/layers/kipf-convolution.ts';
import { layerNorm } from '../src/layers/layer-norm.ts';
import type { Layer } from '../src/layers/layer.ts';
import { linear } from '../src/layers/linear.ts';
import { residual } from '../src/layers/residual.ts';
import { preciseEngine, slopeAt } from './precise-engine.ts';
import { randomArray } from './random-array.ts';

const [times, nodes, inputs, outputs] = [3, 4, 6, 5];
const graph = (pairs: readonly (readonly [number, number, number])[]): ReturnType<typeof csrOf> =>
  csrOf(nodes, pairs.map(([from, to, weight]) => ({ from, to, weight })));
const directed = graph([[0, 1, 1], [2, 1, -0.5], [3, 0, 2], [1, 1, 1]]);
const mutual = graph([[0, 2, 1], [2, 0, 1]]);
const relations: readonly Propagation[] = [{ name: 'directed', matrix: normalised(directed, 'row') }, { name: 'mutual', matrix: normalised(mutual, 'symmetric') }];
const sizes = { nodes, inputs, outputs };
const init = (): ReturnType<typeof mulberry32> => mulberry32(2);
const convolution = (engine: Engine, propagations: readonly Propagation[]): Layer => graphConvolution(engine, 'g', sizes, propagations, init());

const layers: readonly (readonly [string, (engine: Engine) => Layer])[] = [
  ['linear', (engine) => linear(engine, 'l', sizes, init())],
  ['linear without bias', (engine) => linear(engine, 'l', sizes, init(), false)],
  ['a graph convolution of two relations', (engine) => convolution(engine, relations)],
  ['a graph convolution without edges', (engine) => convolution(engine, [{ name: 'none', matrix: graph([]) }])],
  ['a graph convolution without relations', (engine) => convolution(engine, [])],
  ['a convolution as Kipf and Welling have it', (engine) => kipfConvolution(engine, 'k', sizes, kipfMatrix(directed), init())],
  ['a residual layer of another width', (engine) => residual(engine, 'r', convolution(engine, relations), sizes, init())],
  ['a residual layer of the same width', (engine) =>
    residual(engine, 'r', linear(engine, 'l', { ...sizes, outputs: inputs }, init()), { ...sizes, outputs: inputs }, init())],
  ['layer norm', (engine) => layerNorm(engine, 'n', inputs)],
  ['relu', (engine) => relu(engine)],
  ['elu', (engine) => elu(engine)],
  ['dropout', (engine) => dropout(engine, 0.4)],
  ...[1, 2, 3, 6].flatMap((steps) => [
    [`a gated recurrent unit over ${steps} steps`, (engine: Engine) => gru(engine, 'u', { steps, inputs: inputs / steps, outputs: 3 }, init())],
    [`a causal convolution over ${steps} steps`, (engine: Engine) => causalConvolution(engine, 'c', { steps, inputs: inputs / steps, outputs: 3 }, init())],
  ] as const),
];

describe.each(layers)('%s', (_name, make) => {
  it('goes back as it went forth: every gradient is the slope that small changes show', () => {
    const engine = preciseEngine();
    const layer = make(engine);
    // Inputs keep away from 0, where relu has no slope; scales away from 1, so that they show.
    const x = takeFloats(engine, randomArray(times * nodes * inputs).map((value) => value + Math.sign(value) * 0.3));
    for (const { value, decays } of layer.parameters) if (!decays) value.set(randomArray(value.length).map((each) => each + 0.7));
    const forward = (): Float32Array => layer.forward(x, times, mulberry32(9));
    const pull = takeFloats(engine, randomArray(forward().length));
    const pulled = (): number => forward().reduce((sum, value, at) => sum + value * (pull[at] as number), 0);
    // A pass of other sizes before leaves nothing behind.
    layer.forward(x.subarray(0, nodes * inputs), 1, mulberry32(3));
    layer.backward(pull.subarray(0, pull.length / times), false);
    for (const each of layer.parameters) each.gradient.fill(0);
    forward();
    const before = pull.slice();
    const back = layer.backward(pull, false)?.slice() as Float32Array;
    expect(pull).toEqual(before);
    for (const at of x.keys()) expect(back[at]).toBeCloseTo(slopeAt(x, at, pulled), 6);
    for (const { name, value, gradient } of layer.parameters) {
      for (const at of value.keys()) expect(gradient[at], `${name}[${at}]`).toBeCloseTo(slopeAt(value, at, pulled), 6);
    }
  });

  it('adds to the gradients of its parameters, and gives none of its inputs where it is the deepest', () => {
    const engine = preciseEngine();
    const layer = make(engine);
    const x = takeFloats(engine, randomArray(times * nodes * inputs));
    const pull = takeFloats(engine, randomArray(layer.forward(x, times, mulberry32(9)).length));
    layer.backward(pull, true);
    const once = layer.parameters.map(({ gradient }) => gradient.slice());
    layer.forward(x, times, mulberry32(9));
    layer.backward(pull, true);
    for (const [index, { gradient }] of layer.parameters.entries()) {
      for (const [at, value] of gradient.entries()) expect(value).toBeCloseTo(2 * (once[index]?.[at] as number), 9);
    }
  });
});
