import { expect, it } from 'vitest';
import { arrivals } from '../src/arrivals.ts';

it('has one state whatever the batches, the partitions and the order between keys', async () => {
  const results = await arrivals(3, 1_600);
  const hashes = Map.groupBy(results, ({ hash }) => hash);
  expect([...hashes.values()].map((same) => same.map(({ how }) => how))).toHaveLength(1);
  expect(results).toHaveLength(11);
  for (const collection of ['candles', 'trades', 'assets', 'documents', 'relations']) {
    expect(results[0]?.stored[collection], collection).toBeGreaterThan(10);
  }
}, 120_000);
