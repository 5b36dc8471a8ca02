import { describe, expect, it } from 'vitest';
import { derivedNames } from '../../src/services/composition.ts';
import { serviceKills } from '../../src/services/kills.ts';

describe('a service that is killed at durable writes', () => {
  it.each(derivedNames)('%s leaves what it leaves undisturbed', { timeout: 120_000 }, async (name) => {
    // A model needs more of the market to learn from.
    const { kills, complaints } = await serviceKills(name, 5, 3, name === 'gnn-trainer' ? 150 : 40);
    expect(complaints).toEqual([]);
    expect(kills).toBeGreaterThan(0);
  });
});
