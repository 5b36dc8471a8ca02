import { mulberry32 } from '@streamforge/determinism/random';
import { describe, expect, it } from 'vitest';
import { csrOf, edgesOf } from '../src/csr.ts';
import { dropoutMask } from '../src/kernels/dropout.ts';
import { logisticLoss, lossOf, sigmoid } from '../src/kernels/losses.ts';
import { matmul, matmulByTransposed, matmulOfTransposed } from '../src/kernels/matmul.ts';
import { spmm } from '../src/kernels/spmm.ts';
import { randomArray } from './random-array.ts';

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
    const mask = dropoutMask(new Float32Array(20_000), 0.25, mulberry32(7));
    expect(mask.filter((value) => value === 0).length / mask.length).toBeCloseTo(0.25, 1);
    expect(mask.reduce((sum, value) => sum + value, 0) / mask.length).toBeCloseTo(1, 1);
    expect(new Set(mask)).toEqual(new Set([0, Math.fround(1 / 0.75)]));
    expect(dropoutMask(new Float32Array(20_000), 0.25, mulberry32(7))).toEqual(mask);
  });
});

describe('losses', () => {
  it('stay finite for logits of any size', () => {
    expect(sigmoid(0)).toBe(0.5);
    expect([sigmoid(-1e4), sigmoid(1e4)]).toEqual([0, 1]);
    expect(logisticLoss(0, 1)).toBeCloseTo(Math.LN2, 12);
    expect(logisticLoss(-1e4, 1)).toBe(1e4);
    expect(logisticLoss(1e4, 1)).toBe(0);
  });

  it('count only the samples that count, and give the gradient of their mean', () => {
    const out = randomArray(8);
    const targets = { up: Float32Array.of(1, 0, 1, 0), moved: Float32Array.of(0.3, -2, 9, 1), counts: Uint8Array.of(1, 1, 0, 1) };
    const gradient = new Float32Array(8).fill(5);
    const { loss, samples } = lossOf(out, targets, gradient);
    expect(samples).toBe(3);
    expect([gradient[4], gradient[5]]).toEqual([0, 0]);
    for (const index of out.keys()) {
      const shifted = (by: number): number =>
        lossOf(out.map((value, place) => place === index ? value + by : value), targets).loss / samples;
      expect(gradient[index]).toBeCloseTo((shifted(1e-3) - shifted(-1e-3)) / 2e-3, 3);
    }
    expect(loss).toBeCloseTo(lossOf(out, targets).loss, 12);
  });

  it('are 0 of no sample, with no gradient', () => {
    const gradient = new Float32Array(2).fill(1);
    const targets = { up: Float32Array.of(1), moved: Float32Array.of(1), counts: Uint8Array.of(0) };
    expect(lossOf(randomArray(2), targets, gradient)).toEqual({ loss: 0, samples: 0 });
    expect([...gradient]).toEqual([0, 0]);
  });
});
