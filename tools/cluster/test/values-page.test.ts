import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
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

  it.each([['values.schema.json', '{}', 'a: 1'], ['values.yaml', '{}', '<<<<<<< ours\na: 1\n=======\n']])('names the file that a merge left unreadable: %s', async (file, schema, values) => {
    const root = await mkdtemp(join(tmpdir(), 'values-'));
    try {
      await mkdir(join(root, 'charts/one'), { recursive: true });
      await writeFile(join(root, 'charts/one/values.schema.json'), file === 'values.yaml' ? schema : `<<<<<<< ours\n${schema}`);
      await writeFile(join(root, 'charts/one/values.yaml'), values);
      await expect(chartValues(root, 'one')).rejects.toThrow(`charts/one/${file} can't be read: `);
    } finally {
      await rm(root, { recursive: true });
    }
  });
});
