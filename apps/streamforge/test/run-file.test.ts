import { mkdtemp, readdir, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readRunFile, removeRunFile, writeRunFile } from '../src/platform/run-file.ts';

const directory = () => mkdtemp(join(tmpdir(), 'streamforge-run-'));
const run = { pid: process.pid, address: 'http://127.0.0.1:8080', token: 'secret', startedAt: 1 };

describe('run.json', () => {
  it('is found while its process lives, can be read by its owner only, and leaves nothing behind', async () => {
    const data = await directory();
    await writeRunFile(data, run);
    expect(await readRunFile(data)).toEqual(run);
    expect((await stat(join(data, 'run.json'))).mode & 0o777).toBe(0o600);
    await removeRunFile(data, process.pid);
    expect(await readdir(data)).toEqual([]);
  });

  it('counts for nothing when its process is gone, it is broken, or there is none', async () => {
    const data = await directory();
    expect(await readRunFile(data)).toBeUndefined();
    await writeRunFile(data, { ...run, pid: 2 ** 22 + 1 });
    expect(await readRunFile(data)).toBeUndefined();
    await writeFile(join(data, 'run.json'), '{"pid": 1');
    expect(await readRunFile(data)).toBeUndefined();
  });

  it('stays when it names another process', async () => {
    const data = await directory();
    await writeRunFile(data, { ...run, pid: process.ppid });
    await removeRunFile(data, process.pid);
    expect(await readRunFile(data)).toMatchObject({ pid: process.ppid });
  });
});
