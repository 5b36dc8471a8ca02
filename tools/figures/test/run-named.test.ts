import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Measured } from '../src/figure.ts';
import { runNamed } from '../src/run-named.ts';
import { figureTable } from '../src/table.ts';

describe('a catalogue of runs', () => {
  let root: string;
  let told: string[];
  const run = async (words: readonly string[], keep?: (name: string, rows: readonly Measured[]) => Promise<void>): Promise<number> =>
    runNamed({ command: 'bench', folder: pathToFileURL(`${root}/`), words, tell: (text) => void told.push(text), ...keep && { keep } });

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'streamforge-runs-'));
    told = [];
    await writeFile(join(root, 'fast.ts'), `export const run = { says: 'Is fast.', measure: async (words) => [
      { name: 'speed', measured: '0.9 of ' + words.join(), bar: 'at least 0.6', ok: true }] };`);
    await writeFile(join(root, 'slowly.ts'), `export const run = { says: 'Is slow.', measure: async () => [
      { name: 'speed', measured: '0.1', bar: 'at least 0.6', ok: false }] };`);
  });
  afterEach(async () => rm(root, { recursive: true, force: true }));

  it('lists them when none is named', async () => {
    expect(await run([])).toBe(0);
    expect(told).toEqual(['npm run bench -- <name>, where <name> is one of:', '  fast    Is fast.', '  slowly  Is slow.']);
  });

  it('runs the named one with the words after its name, and keeps its figures', async () => {
    const kept: string[] = [];
    expect(await run(['fast', '1000'], async (name, rows) => void kept.push(`${name} ${rows[0]?.measured ?? ''}`))).toBe(0);
    expect(told).toEqual(['speed  0.9 of 1000  at least 0.6  ok\n1 ok, 0 short']);
    expect(kept).toEqual(['fast 0.9 of 1000']);
  });

  it('fails when a figure falls short, and when there is no such run', async () => {
    expect(await run(['slowly', '--json'])).toBe(1);
    expect(JSON.parse(told[0] ?? '')).toEqual([{ name: 'speed', measured: '0.1', bar: 'at least 0.6', ok: false }]);
    expect(await run(['unheard-of'])).toBe(2);
  });
});

describe('the table of figures', () => {
  it('stands under each other', () => {
    const row = { bar: 'none', ok: true };
    expect(figureTable([{ name: 'a', measured: '1,000', ...row }, { name: 'long name', measured: '1', ...row }]))
      .toBe('a          1,000  none  ok\nlong name  1      none  ok');
  });
});
