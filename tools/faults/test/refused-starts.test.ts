import { expect, it } from 'vitest';
import { refusedFiles, refusedPlatforms } from '../src/refused-starts.ts';

it('refuses a second process and a taken port in one line that says what to do', async () => {
  expect((await refusedPlatforms()).flatMap(({ complaints }) => complaints)).toEqual([]);
}, 60_000);

it('refuses an unreadable file in one line that says what to do', async () => {
  const results = await refusedFiles();
  expect(results.length).toBeGreaterThanOrEqual(7);
  expect(results.flatMap(({ complaints }) => complaints)).toEqual([]);
}, 120_000);
