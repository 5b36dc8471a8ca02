import { existsSync, mkdtempSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeDirectory } from '../src/make-directory.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'directory-'));
});
afterEach(() => rmSync(root, { recursive: true }));

describe('a directory', () => {
  it('is made with those above it, once, whoever else makes it meanwhile', async () => {
    const path = join(root, 'a/b/c');
    await Promise.all([makeDirectory(path), makeDirectory(path), makeDirectory(join(root, 'a'))]);
    await makeDirectory(path);
    expect(statSync(path).isDirectory()).toBe(true);
    symlinkSync(path, join(root, 'link'));
    await makeDirectory(join(root, 'link/d'));
    expect(statSync(join(path, 'd')).isDirectory()).toBe(true);
  });

  it('is not made where a file is in the way', async () => {
    writeFileSync(join(root, 'file'), '');
    await expect(makeDirectory(join(root, 'file'))).rejects.toMatchObject({ code: 'EEXIST' });
    await expect(makeDirectory(join(root, 'file/a'))).rejects.toMatchObject({ code: 'ENOTDIR' });
  });

  it.runIf(existsSync('/proc/self'))('is refused, not waited for, where the file system takes none', async () => {
    for (const path of ['/proc/streamforge', '/proc/streamforge/data']) {
      await expect(makeDirectory(path)).rejects.toMatchObject({ code: 'ENOENT', message: '/proc takes no new directories.' });
    }
  });
});
