import { expect, it } from 'vitest';
import { runKills } from '../src/kills.ts';

it('loses and doubles nothing when the platform is killed at any of ten durable writes', async () => {
  const results = await runKills({ seed: 11, kills: 10, records: 900 });
  expect(results.flatMap(({ complaints, fault }) => complaints.map((line) => `${fault}: ${line}`))).toEqual([]);
  expect(results).toHaveLength(10);
  expect(results.filter(({ killed }) => killed).length).toBeGreaterThanOrEqual(8);
}, 300_000);
