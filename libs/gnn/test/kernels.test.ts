import { describe, expect, it } from 'vitest';
import { csrOf, edgesOf } from '../src/csr.ts';
import { logisticLoss, sigmoid } from '../src/kernels/logistic.ts';
import { typescriptEngine } from '../src/kernels/typescript/engine.ts';
import { lossOf, type Targets } from '../src/losses.ts';
import { randomArray } from './random-array.ts';

const engine = typescriptEngine();
const { matmul, matmulByTransposed, matmulOfTransposed, spmm, dropout } = engine.kernels;

const at = (matrix: Float32Array, columns: number, row: number, column: number): number => matrix[row * columns + column] as number;

const expectClose = (actual: Float32Array, expected: readonly number[]): void => {
  expect(actual.length).toBe(expected.length);
  for (const [index, value] of expected.entries()) expect(actual[index]).toBeCloseTo(value, 5);
};

describe('dense products', () => {
  // Widths that are and are not multiples of the four values held at once.
  const shapes = [[1, 1, 1], [5, 3, 4], [4, 8, 2], [7, 5, 6], [3, 4, 13]] as const;

  it.each(shapes)('add a·b, aᵀ·b and a·bᵀ to what is there, of %d × %d and %d columns', (rows, inner, columns) => {
    const a = randomArray(rows * inner);
    const b = randomArray(inner * columns);
    const y = randomArray(rows * columns);
    const sum = (length: number, of: (k: number) => number): number =>
      Array.from({ length }, (_, k) => of(k)).reduce((total, each) => total + each, 0);
    const product = new Float32Array(rows * columns).fill(1);
    matmul(a, b, product, rows, inner, columns);
    expectClose(product, Array.from(product, (_, index) =>
      1 + sum(inner, (k) => at(a, inner, Math.floor(index / columns), k) * at(b, columns, k, index % columns))));
    const ofWeights = new Float32Array(inner * columns).fill(1);
    matmulOfTransposed(a, y, ofWeights, rows, inner, columns);
    expectClose(ofWeights, Array.from(ofWeights, (_, index) =>
      1 + sum(rows, (row) => at(a, inner, row, Math.floor(index / columns)) * at(y, columns, row, index % columns))));
    const ofInputs = new Float32Array(rows * inner).fill(1);
    matmulByTransposed(y, b, ofInputs, rows, inner, columns);
    expectClose(ofInputs, Array.from(ofInputs, (_, index) =>
      1 + sum(columns, (column) => at(y, columns, Math.floor(index / inner), column) * at(b, columns, index % inner, column))));
  });
});

describe('the sparse product', () => {
  it('takes to each node what its incoming edges bring, at every time, in the columns asked for', () => {
    const nodes = 5;
    const edges = [[0, 1, 0.5], [4, 1, -2], [1, 3, 1], [3, 3, 0.25]] as const;
    const csr = csrOf(nodes, edges.map(([from, to, weight]) => ({ from, to, weight })));
    const [times, width, stride] = [3, 2, 7];
    const x = randomArray(times * nodes * width);
    const out = new Float32Array(times * nodes * stride);
    spmm(csr, x, { stride: width, offset: 0 }, out, { stride, offset: 4 }, times, width);
    const expected = new Float64Array(out.length);
    for (const { from, to, weight } of edgesOf(csr)) {
      for (let time = 0; time < times; time += 1) {
        for (let column = 0; column < width; column += 1) {
          const place = (time * nodes + to) * stride + 4 + column;
          expected[place] = (expected[place] as number) + weight * at(x, width, time * nodes + from, column);
        }
      }
    }
    expectClose(out, [...expected]);
  });
});

describe('dropout', () => {
  it('leaves out the share it is told, keeps the mean, and is the same for the same seed', () => {
    const masked = (seed: number): Float32Array => {
      const out = new Float32Array(20_000);
      dropout(new Float32Array(20_000).fill(1), out, out.length, 0.25, seed);
      return out;
    };
    const mask = masked(7);
    expect(mask.filter((value) => value === 0).length / mask.length).toBeCloseTo(0.25, 1);
    expect(mask.reduce((sum, value) => sum + value, 0) / mask.length).toBeCloseTo(1, 1);
    expect(new Set(mask)).toEqual(new Set([0, Math.fround(1 / 0.75)]));
    expect(masked(7)).toEqual(mask);
    expect(masked(8)).not.toEqual(mask);
  });
});

describe('losses', () => {
  const targets: Targets = { up: Float32Array.of(1, 0, 1, 0), moved: Float32Array.of(0.3, -2, 9, 1), counts: Int32Array.of(1, 1, 0, 1), wanted: undefined };
  const ordered: Targets = { ...targets, wanted: Float32Array.of(0.3, 0.1, 0, 0.6) };

  it('stay finite for logits of any size', () => {
    expect(sigmoid(0)).toBe(0.5);
    expect([sigmoid(-1e4), sigmoid(1e4)]).toEqual([0, 1]);
    expect(logisticLoss(0, 1)).toBeCloseTo(Math.LN2, 12);
    expect(logisticLoss(-1e4, 1)).toBe(1e4);
    expect(logisticLoss(1e4, 1)).toBe(0);
  });

  it.each([['direction', targets, 1], ['order', ordered, 1], ['order within each of two times', { ...targets, wanted: Float32Array.of(0.7, 0.3, 0, 1) }, 2]] as const)(
    'of the %s count only the samples that count, and give the gradient of their sum times the scale', (_what, wanted, times) => {
      const out = randomArray(8);
      const gradient = new Float32Array(8).fill(5);
      const loss = lossOf(engine, out, wanted, times, gradient, 0.5);
      expect([gradient[4], gradient[5]]).toEqual([0, 0]);
      for (const index of out.keys()) {
        const shifted = (by: number): number => lossOf(engine, out.map((value, place) => place === index ? value + by : value), wanted, times);
        expect(gradient[index]).toBeCloseTo(0.5 * (shifted(1e-3) - shifted(-1e-3)) / 2e-3, 3);
      }
      expect(loss).toBeCloseTo(lossOf(engine, out, wanted, times), 12);
    });

  it('of an order is least where the expected returns are in that order, whatever their level', () => {
    const wanted = { ...ordered, wanted: Float32Array.of(0.5, 0.3, 0, 0.2) };
    const ofOrder = (level: number, scores: readonly number[]): number => {
      const out = Float32Array.from(scores.flatMap((score) => [0, level + Math.log(score)]));
      return engine.kernels.rankingLoss(out, wanted.wanted, undefined, 1, 4, 1);
    };
    const entropy = -3 * [0.5, 0.3, 0.2].reduce((sum, share) => sum + share * Math.log(share), 0);
    expect(ofOrder(0, [0.5, 0.3, 9, 0.2])).toBeCloseTo(entropy, 5);
    expect(ofOrder(7, [0.5, 0.3, 1, 0.2])).toBeCloseTo(entropy, 5);
    expect(ofOrder(0, [0.2, 0.3, 1, 0.5])).toBeGreaterThan(entropy + 0.1);
    expect(ofOrder(-1e4, [0.5, 0.3, 1, 0.2])).toBeCloseTo(entropy, 2);
  });

  it('are 0 of no sample, with no gradient', () => {
    for (const wanted of [undefined, new Float32Array(1)]) {
      const gradient = new Float32Array(2).fill(1);
      const none = { up: Float32Array.of(1), moved: Float32Array.of(1), counts: Int32Array.of(0), wanted };
      expect(lossOf(engine, randomArray(2), none, 1, gradient)).toBe(0);
      expect([...gradient]).toEqual([0, 0]);
    }
  });
});
