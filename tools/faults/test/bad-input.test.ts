import { expect, it } from 'vitest';
import { badInputThroughTheLog } from '../src/bad-input/through-the-log.ts';

it('stores each line of bad input that only looks odd, dead-letters the others with code and coordinates, and goes on', async () => {
  const results = await badInputThroughTheLog();
  expect(results.filter(({ outcome, expected }) => outcome !== expected)).toEqual([]);
  expect(results.filter(({ lives }) => !lives)).toEqual([]);
  expect(results.length).toBeGreaterThanOrEqual(80);
}, 120_000);
