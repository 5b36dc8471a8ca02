import { describe, expect, it } from 'vitest';
import { chanceOf, deviationsOf, requiredDeviations, upperTail } from '../../src/snapshot/edges/significance.ts';
import { wander } from '../wander.ts';

describe('significance', () => {
  it.each([
    [0, 0.5], [1, 0.158655253931457], [1.96, 0.0249978951482204], [2.5, 0.00620966532577614], [4.4, 5.41254390770387e-6],
    [8, 6.22096057427178e-16],
  ])('is that of the normal distribution beyond %d', (z, tail) => {
    expect(upperTail(z) / tail).toBeCloseTo(1, 9);
    expect(deviationsOf(2 * tail)).toBeCloseTo(z, 9);
  });

  it('counts both ways, and knows that certainty and the impossible have no number', () => {
    expect(chanceOf(-2.5)).toBe(2 * upperTail(2.5));
    expect([deviationsOf(1), deviationsOf(0)]).toEqual([0, Infinity]);
  });

  it('holds each pair to its share of the whole under Bonferroni', () => {
    const required = requiredDeviations(Float64Array.of(3, 9), 1_000, { significance: 0.05, correction: 'bonferroni' });
    expect(chanceOf(required)).toBeCloseTo(0.05 / 1_000, 12);
  });

  it('takes as many as keep the share of false ones under Benjamini and Hochberg', () => {
    const holding = { significance: 0.05, correction: 'benjamini-hochberg' } as const;
    // Benjamini and Hochberg’s own example of 1995: fifteen probabilities, of which the first four are kept.
    const chances = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.324, 0.4262, 0.5719, 0.6528, 0.759, 1];
    const deviations = Float64Array.from(chances, (chance, index) => deviationsOf(chance) * (index % 2 === 0 ? 1 : -1));
    const kept = (required: number): number => deviations.filter((each) => Math.abs(each) >= required).length;
    expect(kept(requiredDeviations(deviations, 15, holding))).toBe(4);
    expect(kept(requiredDeviations(deviations, 15, { ...holding, correction: 'bonferroni' }))).toBe(3);
    expect(requiredDeviations(Float64Array.of(1, -0.5, Number.NaN), 3, holding)).toBe(Infinity);
    expect(requiredDeviations(wander(2_000, 5), 2_000, holding)).toBe(Infinity);
  });
});
