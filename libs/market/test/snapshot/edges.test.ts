import { describe, expect, it } from 'vitest';
import { columnsOf, correlationEdges, type Column } from '../../src/snapshot/edges/correlation.ts';
import { chanceOf, upperTail } from '../../src/snapshot/edges/significance.ts';
import { wander } from '../wander.ts';

const rules = { perAsset: 3, significance: 0.01 };
const noise = (seed: number, length = 600): Column => wander(length, seed);

describe('significance', () => {
  it.each([
    [0, 0.5], [1, 0.158655253931457], [1.96, 0.0249978951482204], [2.5, 0.00620966532577614], [4.4, 5.41254390770387e-6],
    [8, 6.22096057427178e-16],
  ])('is that of the normal distribution beyond %d', (z, tail) => {
    expect(upperTail(z) / tail).toBeCloseTo(1, 9);
  });

  it('grows with the correlation and with the values', () => {
    // atanh(0.5)·√97 = 5.41
    expect(chanceOf(0.5, 100)).toBeCloseTo(2 * upperTail(Math.atanh(0.5) * Math.sqrt(97)), 12);
    expect(chanceOf(-0.5, 100)).toBe(chanceOf(0.5, 100));
    expect(chanceOf(0.5, 1_000)).toBeLessThan(chanceOf(0.5, 100));
    expect([chanceOf(1, 3), chanceOf(1, 100)]).toEqual([1, expect.any(Number)]);
    expect(chanceOf(1, 100)).toBeLessThan(1e-300);
  });
});

describe('edges', () => {
  const leader = noise(1);
  const [follower, opposite] = [1, -1].map((sign) => noise(2).map((value, row) => value + sign * (leader[row - 1] ?? 0)));
  const columns = [leader, follower as Column, opposite as Column, noise(4)];

  it('lead from who moves first to who repeats it, with the sign of it, and to nobody else', () => {
    const edges = correlationEdges(columns, 1, rules);
    expect(edges.map(({ from, to }) => [from, to])).toEqual([[0, 1], [0, 2]]);
    expect(edges[0]?.weight).toBeGreaterThan(0.5);
    expect(edges[1]?.weight).toBeLessThan(-0.5);
  });

  /** What the leader does at once, with so much of its own noise. */
  const companion = (share: number, seed: number): Column => {
    const own = noise(seed);
    return leader.map((value, row) => value + share * (own[row] as number));
  };

  it('join both ways those that move together', () => {
    const together = [leader, companion(0.2, 7), noise(8)];
    const edges = correlationEdges(together, 0, rules);
    expect(edges.map(({ from, to }) => [from, to])).toEqual([[1, 0], [0, 1]]);
    expect(edges[0]?.weight).toBeCloseTo(edges[1]?.weight as number, 12);
  });

  it('are found by the strongest first and no more of an asset than asked for', () => {
    const herd = [leader, ...[0.1, 0.9, 0.3, 0.5].map((share, index) => companion(share, 20 + index))];
    expect(correlationEdges(herd, 0, { ...rules, perAsset: 2 }).filter(({ to }) => to === 0).map(({ from }) => from)).toEqual([1, 3]);
    expect(correlationEdges(herd, 0, { ...rules, perAsset: 0 })).toEqual([]);
  });

  it('are not seen in noise', () => {
    const strangers = Array.from({ length: 30 }, (_, index) => noise(50 + index));
    expect(correlationEdges(strangers, 1, rules)).toEqual([]);
    expect(correlationEdges(strangers, 0, rules)).toEqual([]);
  });

  it('weigh as the textbook’s correlation does, with rows missing or not', () => {
    const textbook = (pairs: readonly (readonly [number, number])[]): number => {
      const mean = (of: 0 | 1): number => pairs.reduce((sum, pair) => sum + pair[of], 0) / pairs.length;
      const [meanA, meanB] = [mean(0), mean(1)];
      const product = (f: (a: number, b: number) => number): number => pairs.reduce((sum, [a, b]) => sum + f(a - meanA, b - meanB), 0);
      return product((a, b) => a * b) / Math.sqrt(product((a) => a * a) * product((_, b) => b * b));
    };
    for (const missing of [[], [0, 5, 6, 77, 599]]) {
      const holed = leader.map((value, row) => missing.includes(row) ? Number.NaN : 3 + value);
      const pairs = Array.from(holed, (value, row) => [value, (follower as Column)[row + 1] ?? Number.NaN] as const)
        .filter(([a, b]) => !Number.isNaN(a + b));
      const [edge] = correlationEdges([holed, follower as Column], 1, rules);
      expect(edge).toEqual({ from: 0, to: 1, weight: expect.closeTo(textbook(pairs), 12) });
    }
  });

  it('use only the rows that both have, and none of too few', () => {
    const holed = columns.map((column, index) => column.map((value, row) => (row + index) % 5 === 0 ? Number.NaN : value));
    expect(correlationEdges(holed, 1, rules).map(({ from, to }) => [from, to])).toEqual([[0, 1], [0, 2]]);
    expect(correlationEdges(columns.map((column) => column.subarray(0, 29)), 1, { ...rules, significance: 1 })).toEqual([]);
  });

  it('leave out an asset that never moves', () => {
    expect(correlationEdges([new Float64Array(600), new Float64Array(600).fill(0.1), leader], 0, rules)).toEqual([]);
  });

  it('are of the rows asked for', () => {
    expect(columnsOf(Float64Array.of(1, 2, 3, 4, 5, 6), 2, 1, 3)).toEqual([Float64Array.of(3, 5), Float64Array.of(4, 6)]);
  });
});
