import { describe, expect, it } from 'vitest';
import { beyondOwnPast, columnsOf, type Column } from '../../src/snapshot/edges/columns.ts';
import { correlationsOf } from '../../src/snapshot/edges/correlation.ts';
import { correlationEdges, leadLagEdges, type EdgeRules } from '../../src/snapshot/edges/seen.ts';
import { wander } from '../wander.ts';

const rules: EdgeRules = { perAsset: 3, significance: 0.01, correction: 'bonferroni' };
const newest = { bars: 1_000, windows: 1 };
const noise = (seed: number, length = 600): Column => wander(length, seed);
const ends = (edges: readonly { readonly from: number; readonly to: number }[]): readonly (readonly number[])[] => edges.map(({ from, to }) => [from, to]);

const leader = noise(1);
const [follower, opposite] = [1, -1].map((sign) => noise(2).map((value, row) => value + sign * (leader[row - 1] ?? 0))) as [Column, Column];
const columns = [leader, follower, opposite, noise(4)];

/** What the leader does at once, with so much of its own noise. */
const companion = (share: number, seed: number): Column => {
  const own = noise(seed);
  return leader.map((value, row) => value + share * (own[row] as number));
};

/** Pearson’s correlation by its definition, of the rows that both have. */
const textbook = (a: Column, b: Column): number => {
  const pairs = Array.from(a, (value, row) => [value, b[row] as number] as const).filter(([x, y]) => !Number.isNaN(x + y));
  const mean = (of: 0 | 1): number => pairs.reduce((sum, pair) => sum + pair[of], 0) / pairs.length;
  const [meanA, meanB] = [mean(0), mean(1)];
  const product = (f: (x: number, y: number) => number): number => pairs.reduce((sum, [x, y]) => sum + f(x - meanA, y - meanB), 0);
  return product((x, y) => x * y) / Math.sqrt(product((x) => x * x) * product((_, y) => y * y));
};

describe('correlations', () => {
  it('are the textbook’s, with rows missing on either side, on both or on none', () => {
    const holed = (column: Column, ...missing: readonly number[]): Column => column.map((value, row) => missing.includes(row) ? Number.NaN : 3 + value);
    const sources = [leader, holed(leader, 0, 5, 6, 77, 599), follower, holed(companion(1, 3), 8)];
    const targets = [companion(0.5, 9), holed(companion(2, 10), 4, 5, 300), opposite];
    const { correlation, deviations } = correlationsOf(sources, targets);
    for (const [from, source] of sources.entries()) {
      for (const [to, target] of targets.entries()) expect(correlation[from * 3 + to]).toBeCloseTo(textbook(source, target), 12);
    }
    // z = Σxy / √Σx²y² is about r·√n where noise is even.
    expect(deviations[0]).toBeGreaterThan(10);
  });

  it('are the same of a pair whatever stands beside it', () => {
    const of = (count: number): number | undefined => correlationsOf([leader, ...columns.slice(0, count)], [follower]).correlation[0];
    expect([of(1), of(2), of(3), of(4)]).toEqual([of(0), of(0), of(0), of(0)]);
  });

  it('are not known of too few rows or of what never moves', () => {
    const still = new Float64Array(600).fill(0.1);
    const short = leader.map((value, row) => row < 29 ? value : Number.NaN);
    expect([...correlationsOf([still, short, leader], [follower]).correlation].map(Number.isNaN)).toEqual([true, true, false]);
    expect([...correlationsOf([], []).correlation]).toEqual([]);
  });

  it('are no further from chance than chance where both columns are restless at the same times', () => {
    // Every tenth row is ten times as wild for all: unrelated columns then correlate by √n·r of 3 and more, which means nothing.
    const restless = Array.from({ length: 40 }, (_, index) => noise(100 + index).map((value, row) => row % 10 === 0 ? 10 * value : value));
    const { correlation, deviations } = correlationsOf(restless, restless);
    const others = [...deviations.keys()].filter((at) => at % 41 !== 0);
    const share = (beyond: (at: number) => boolean): number => others.filter(beyond).length / others.length;
    expect(share((at) => Math.abs(deviations[at] as number) > 1.96)).toBeLessThan(0.07);
    expect(share((at) => Math.abs(correlation[at] as number) * Math.sqrt(600) > 1.96)).toBeGreaterThan(0.3);
  });

  it('are not made by one crash', () => {
    const crashed = (seed: number): Column => noise(seed).map((value, row) => row === 300 ? -200 : value);
    const { correlation, deviations } = correlationsOf([crashed(31)], [crashed(32)]);
    expect(correlation[0]).toBeGreaterThan(0.9);
    expect(Math.abs(deviations[0] as number)).toBeLessThan(1.1);
  });
});

describe('edges', () => {
  it('lead from who moves first to who repeats it, with the sign of it, and to nobody else', () => {
    const edges = leadLagEdges(columns, rules);
    expect(ends(edges)).toEqual([[0, 1], [0, 2]]);
    expect(edges[0]?.weight).toBeGreaterThan(0.5);
    expect(edges[1]?.weight).toBeLessThan(-0.5);
  });

  it('do not lead from who only moves with an asset that follows itself', () => {
    let before = 0;
    const momentum = leader.map((value) => before = 0.6 * before + value);
    const shadow = noise(5).map((value, row) => (momentum[row] as number) + 0.3 * value);
    expect(correlationsOf([shadow.subarray(0, -1)], [momentum.subarray(1)]).deviations[0]).toBeGreaterThan(8);
    expect(ends(leadLagEdges([momentum, shadow], rules))).not.toContainEqual([1, 0]);
    // What is left of each value is what the one before did not tell; the first has none before it.
    const left = beyondOwnPast(momentum);
    expect([left[0], textbook(left.subarray(1), momentum.subarray(0, -1))]).toEqual([Number.NaN, expect.closeTo(0, 12)]);
  });

  it('join both ways those that move together', () => {
    const edges = correlationEdges([leader, companion(0.2, 7), noise(8)], newest, rules);
    expect(ends(edges)).toEqual([[1, 0], [0, 1]]);
    expect(edges[0]?.weight).toBe(edges[1]?.weight);
  });

  it('are of the rolling window alone, and of several windows those that hold in all', () => {
    const calm = noise(40, 900);
    const apart = noise(41, 900);
    // Together in the last 300 rows, apart before.
    const lately = apart.map((value, row) => row < 600 ? value : (calm[row] as number) + 0.3 * value);
    const edgeOf = (bars: number, windows: number): number | undefined => correlationEdges([calm, lately], { bars, windows }, rules)[0]?.weight;
    expect(edgeOf(300, 1)).toBeCloseTo(textbook(calm.subarray(600), lately.subarray(600)), 12);
    const angles = [0, 300, 600].map((from) => Math.atanh(textbook(calm.subarray(from, from + 300), lately.subarray(from, from + 300))));
    expect(edgeOf(300, 3)).toBeCloseTo(Math.tanh(angles.reduce((sum, angle) => sum + angle, 0) / 3), 9);
    expect(edgeOf(300, 9)).toBe(edgeOf(300, 3));
    expect(edgeOf(5_000, 4)).toBe(edgeOf(900, 1));
    const past = [calm, lately].map((column) => column.subarray(0, 600));
    expect(correlationEdges(past, { bars: 300, windows: 2 }, rules)).toEqual([]);
  });

  it('are found by the strongest first and no more of an asset than asked for', () => {
    const herd = [leader, ...[0.1, 0.9, 0.3, 0.5].map((share, index) => companion(share, 20 + index))];
    const of = (perAsset: number): readonly (readonly number[])[] => ends(correlationEdges(herd, newest, { ...rules, perAsset })).filter(([, to]) => to === 0);
    expect(of(2)).toEqual([[1, 0], [3, 0]]);
    expect(of(0)).toEqual([]);
    expect(of(9)).toHaveLength(4);
  });

  it('are not seen in noise', () => {
    const strangers = Array.from({ length: 30 }, (_, index) => noise(50 + index));
    for (const correction of ['bonferroni', 'benjamini-hochberg'] as const) {
      expect(leadLagEdges(strangers, { ...rules, correction })).toEqual([]);
      expect(correlationEdges(strangers, newest, { ...rules, correction })).toEqual([]);
      expect(correlationEdges(strangers, { bars: 100, windows: 6 }, { ...rules, correction })).toEqual([]);
    }
  });

  it('use only the rows that both have, and none of too few', () => {
    const holed = columns.map((column, index) => column.map((value, row) => (row + index) % 5 === 0 ? Number.NaN : value));
    expect(ends(leadLagEdges(holed, rules))).toEqual([[0, 1], [0, 2]]);
    expect(leadLagEdges(columns.map((column) => column.subarray(0, 29)), { ...rules, significance: 1 })).toEqual([]);
  });

  it('leave out an asset that never moves, and are none of one asset or none', () => {
    expect(correlationEdges([new Float64Array(600), new Float64Array(600).fill(0.1), leader], newest, rules)).toEqual([]);
    expect(leadLagEdges([new Float64Array(600), leader], { ...rules, significance: 1 })).toEqual([]);
    for (const few of [[], [leader], [new Float64Array(0), new Float64Array(0)]]) {
      expect([leadLagEdges(few, rules), correlationEdges(few, newest, rules)]).toEqual([[], []]);
    }
  });

  it('are of the rows asked for', () => {
    expect(columnsOf(Float64Array.of(1, 2, 3, 4, 5, 6), 2, 1, 3)).toEqual([Float64Array.of(3, 5), Float64Array.of(4, 6)]);
  });
});
