import { spawnSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verify } from '../src/verify.ts';

describe('npm run verify', () => {
  let root: string;
  let told: string[];
  let progress: string[];
  const run = async (area: string | undefined, only?: RegExp, json = false): Promise<number> => verify({
    areas: pathToFileURL(`${root}/`),
    area,
    only,
    json,
    tell: (text) => void told.push(text),
    progress: (text) => void progress.push(text),
    monotonic: () => 0,
  });

  beforeEach(async () => {
    root = await mkdtemp(join(tmpdir(), 'streamforge-verify-'));
    [told, progress] = [[], []];
    await mkdir(join(root, 'core'));
    await writeFile(join(root, 'core/speed.ts'), `export const figures = [
      { name: 'speed', bar: 'at least 0.6', measure: async () => ({ measured: '0.7', ok: true }) },
      { name: 'start', bar: 'below 2 s', measure: async () => ({ measured: '3 s', ok: false }) }];`);
    await writeFile(join(root, 'core/wrecks.ts'), `export const figures = [
      { name: 'wreck', bar: 'none', measure: async () => { throw new Error('no such file\\nmore'); } }];`);
  });
  afterEach(async () => rm(root, { recursive: true, force: true }));

  it('lists the areas when none is given', async () => {
    expect(await run(undefined)).toBe(0);
    expect(told[0]).toContain('one of: core');
    expect(await run('elsewhere')).toBe(2);
  });

  it('shows each figure with its bar and fails when one is short or can’t be measured', async () => {
    expect(await run('core')).toBe(1);
    expect(told[0]?.split('\n')).toEqual([
      'speed  0.7                   at least 0.6  ok',
      'start  3 s                   below 2 s     short',
      'wreck  failed: no such file  none          short',
      '1 ok, 2 short',
    ]);
    expect(progress).toContain('2/3 start: short, 3 s (0.0 s)');
  });

  it('measures only what is asked for, as JSON too', async () => {
    expect(await run('core', /spe/, true)).toBe(0);
    expect(JSON.parse(told[0] ?? '')).toEqual([{ name: 'speed', bar: 'at least 0.6', measured: '0.7', ok: true }]);
    expect(await run('core', /nothing of this name/)).toBe(2);
  });

  it.each([['--help', 0, /^Usage: .*\n.*one of: .*cluster/], ['--nope', 2, /^$/]])('says how it is called: cluster %s', (option, code, says) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, ['tools/verify/src/main.ts', 'cluster', option], { encoding: 'utf8' });
    expect([status, stdout]).toEqual([code, expect.stringMatching(says)]);
    expect(stderr).not.toMatch(/^ +at /m);
  });
});
