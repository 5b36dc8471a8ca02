import { describe, expect, it } from 'vitest';
import { edgesOf } from '../src/csr.ts';
import { leakySlope, type GatArrays, type Gatv2Arrays } from '../src/kernels/attention-kernels.ts';
import { typescriptEngine } from '../src/kernels/typescript/engine.ts';
import { attentionCases, edgeFeatures, gatRun, gatv2Run, graph, type AttentionCase, type AttentionRun } from './attention-cases.ts';
import { preciseEngine, slopeAt } from './precise-engine.ts';

const at = (values: Float32Array, index: number): number => values[index] as number;
const leaky = (x: number): number => x > 0 ? x : leakySlope * x;
const sumOf = (length: number, of: (k: number) => number): number =>
  Array.from({ length }, (_, k) => of(k)).reduce((total, each) => total + each, 0);

/** Every gradient is the slope that small changes show. */
const expectSlopes = (run: AttentionRun<GatArrays | Gatv2Arrays>): void => {
  const pulled = (): number => {
    run.forward();
    return sumOf(run.out.length, (index) => at(run.out, index) * at(run.pull, index));
  };
  run.forward();
  run.backward();
  const gradients = Object.values(run.gradients) as readonly Float32Array[];
  for (const [index, values] of (Object.values(run.x) as readonly Float32Array[]).entries()) {
    for (const place of values.keys()) {
      const off = at(gradients[index] as Float32Array, place) - slopeAt(values, place, pulled);
      expect(Math.abs(off), `${index}[${place}]`).toBeLessThan(1e-7);
    }
  }
};

type ScoreOf = (time: number, edge: number, from: number, to: number, head: number) => number;

/** Softmax of the scores and the sum of what edges bring, word for word as the papers have them; `left` tells what dropout leaves out. */
const expectSums = (
  { sizes: { times, nodes, heads, channels }, dropout: { share } }: AttentionCase, run: AttentionRun<GatArrays | Gatv2Arrays>,
  blocks: number, scoreOf: ScoreOf,
): void => {
  const edges = edgesOf(graph);
  const numbered = edges.map(({ from, to }, edge) => ({ from, to, edge }));
  for (let time = 0; time < times; time += 1) {
    for (let head = 0; head < heads; head += 1) {
      for (let node = 0; node < nodes; node += 1) {
        const incoming = numbered.filter(({ to }) => to === node);
        const powers = incoming.map(({ edge, from, to }) => Math.exp(scoreOf(time, edge, from, to, head)));
        const whole = sumOf(powers.length, (index) => powers[index] as number);
        const kept = incoming.map(({ edge, from }, index) => {
          const found = at(run.shares, (time * edges.length + edge) * heads + head);
          expect(Math.abs(found)).toBeCloseTo((powers[index] as number) / whole, 5);
          return { from, part: Math.max(found, 0) / (1 - share) };
        });
        for (let channel = 0; channel < channels; channel += 1) {
          const brought = kept.map(({ from, part }) =>
            part * at(run.x.values, ((time * nodes + from) * blocks * heads + head) * channels + channel));
          expect(at(run.out, ((time * nodes + node) * heads + head) * channels + channel))
            .toBeCloseTo(sumOf(brought.length, (index) => brought[index] as number), 5);
        }
      }
    }
  }
};

describe.each(attentionCases)('attention of %s', (_name, of) => {
  const { sizes: { nodes, heads, channels }, features, dropout: { share } } = of;
  const told = edgeFeatures(features);
  /** What features add to one value of an edge, by weights [feature × width]. */
  const termOf = (edge: number, weights: Float32Array, place: number): number =>
    sumOf(features, (k) => at(told, edge * features + k) * at(weights, k * weights.length / features + place));

  it('of GAT goes back as it went forth', () => {
    expectSlopes(gatRun(preciseEngine(), of));
  });

  it('of GATv2 goes back as it went forth', () => {
    expectSlopes(gatv2Run(preciseEngine(), of));
  });

  it('of GAT is what its paper says', () => {
    const run = gatRun(typescriptEngine(), of);
    const { values, source, target, edges } = run.x;
    run.forward();
    const scored = (a: Float32Array, row: number, head: number): number =>
      sumOf(channels, (channel) => at(a, head * channels + channel) * at(values, (row * heads + head) * channels + channel));
    expectSums(of, run, 1, (time, edge, from, to, head) => leaky(
      scored(source, time * nodes + from, head) + scored(target, time * nodes + to, head) + termOf(edge, edges, head)));
  });

  it('of GATv2 is what its paper says', () => {
    const run = gatv2Run(typescriptEngine(), of);
    const { values, scorer, edges } = run.x;
    run.forward();
    expectSums(of, run, 2, (time, edge, from, to, head) => sumOf(channels, (channel) => {
      const own = head * channels + channel;
      const side = (node: number, block: number): number => at(values, ((time * nodes + node) * 2 + block) * heads * channels + own);
      return at(scorer, own) * leaky(side(from, 0) + side(to, 1) + termOf(edge, edges, own));
    }));
  });

  it('leaves out the share it is told, another one for another seed, the same for the same', () => {
    const signs = (seed: number): readonly number[] => {
      const run = gatRun(typescriptEngine(), { ...of, sizes: { ...of.sizes, times: 300 }, dropout: { share, seed } });
      run.forward();
      return Array.from(run.shares, Math.sign);
    };
    const left = signs(1).filter((sign) => sign < 0).length / signs(1).length;
    expect(Math.abs(left - share)).toBeLessThan(0.03);
    expect(signs(1)).toEqual(signs(1));
    if (share > 0) expect(signs(1)).not.toEqual(signs(2));
  });

  it('stays finite for scores of any size', () => {
    for (const run of [gatRun(typescriptEngine(), of), gatv2Run(typescriptEngine(), of)]) {
      for (const values of Object.values(run.x) as readonly Float32Array[]) values.set(values.map((value) => 1e6 * value));
      run.forward();
      run.backward();
      const left = [run.out, ...Object.values(run.gradients) as readonly Float32Array[]];
      for (const values of left) expect(values.every(Number.isFinite)).toBe(true);
    }
  });
});

describe('the mean of heads', () => {
  it('adds the mean over the heads, and spreads a gradient over them', () => {
    const { kernels } = typescriptEngine();
    const out = Float32Array.of(1, 1, 1, 1);
    kernels.meanOfHeads(Float32Array.of(1, 2, 3, 4, 5, 6, 7, 8), out, 2, 2, 2);
    expect([...out]).toEqual([3, 4, 7, 8]);
    const back = new Float32Array(8).fill(9);
    kernels.meanOfHeadsBack(Float32Array.of(2, 4, 6, 8), back, 2, 2, 2);
    expect([...back]).toEqual([1, 2, 1, 2, 3, 4, 3, 4]);
  });
});
