import { readFile } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { chartValues, valuesPage } from '../src/values-page.ts';

describe('the page of values', () => {
  it('is what the charts make; if not, run `npm run generate`', async () => {
    const { path, text } = await valuesPage('.');
    expect(await readFile(path, 'utf8')).toBe(text);
  });

  it.each(['service', 'platform'])('says of each value of %s what it means', async (chart) => {
    const values = await chartValues('.', chart);
    expect(values.length).toBeGreaterThan(40);
    expect(values.filter(({ says }) => says === '').map(({ path }) => path)).toEqual([]);
  });
});
