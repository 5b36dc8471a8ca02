import { expect, it } from 'vitest';
import { stuckPartition } from '../src/stuck-partition.ts';

it('keeps the pace of five partitions while the sixth is stuck, says which one, and lets it catch up', async () => {
  const { pairs, said, missing } = await stuckPartition({ records: 200, pairs: 3 });
  expect(missing).toBe(0);
  for (const text of said) expect(text).toMatch(/"ok":false,"detail":"[^"]*market\.candles\.v1\[3\]/);
  // The best pair: a busy machine slows any of them, a fault that spreads slows all.
  expect(Math.min(...pairs.map(({ ratio }) => ratio))).toBeLessThanOrEqual(2);
}, 120_000);
