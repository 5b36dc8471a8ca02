import { clusterUrls } from '@streamforge/testing/cluster-place';
import { describe, expect, it } from 'vitest';
import { wholeArrivals } from '../../src/services/one-state.ts';

describe('all services over one input', () => {
  it('leave one state, however it arrives and wherever it is kept', { timeout: 240_000 }, async () => {
    const arrivals = await wholeArrivals(9, 150, clusterUrls());
    const [first] = arrivals;
    expect(first?.state.vectors.every(({ points }) => points > 0)).toBe(true);
    expect(first?.state.ledger.rows).toBeGreaterThan(0);
    expect(arrivals.map(({ how, state }) => `${how}: ${state.hash}`)).toEqual(arrivals.map(({ how }) => `${how}: ${first?.state.hash}`));
  });
});
