import { expect, it } from 'vitest';
import { stuckPartition } from '../src/stuck-partition.ts';

// How little the five slow down is a figure of `npm run verify -- core`.
it('stores what comes to five partitions while the sixth is stuck, says which one, and lets it catch up', async () => {
  const { said, missing } = await stuckPartition({ records: 200, pairs: 1 });
  expect(missing).toBe(0);
  expect(said).toHaveLength(1);
  for (const text of said) expect(text).toMatch(/"ok":false,"detail":"[^"]*market\.candles\.v1\[3\]/);
}, 120_000);
