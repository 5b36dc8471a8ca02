import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installed, run } from '../src/install.ts';

let cache: string;
beforeEach(() => {
  cache = mkdtempSync(join(tmpdir(), 'install-'));
});
afterEach(() => rmSync(cache, { recursive: true }));

describe('a download', () => {
  it('that fails leaves nothing, and the next one begins anew', async () => {
    const folder = join(cache, 'server-1');
    const half = installed({
      name: 'server', folder,
      fill: async (into) => {
        writeFileSync(join(into, 'half'), '');
        throw new Error('connection lost');
      },
    }, () => undefined);
    await expect(half).rejects.toThrow('connection lost');
    expect(readdirSync(cache)).toEqual([]);

    await installed({ name: 'server', folder, fill: async (into) => writeFileSync(join(into, 'whole'), '') }, () => undefined);
    expect(readdirSync(folder)).toEqual(['whole']);
  });

  it('is made once, and clears away what a killed one left', async () => {
    const folder = join(cache, 'server-1');
    // Left by a process that was killed: no pid is that high.
    mkdirSync(join(cache, '.server-1-99999999'));
    const told: string[] = [];
    const fill = async (into: string): Promise<void> => writeFileSync(join(into, 'whole'), '');
    await installed({ name: 'server', folder, fill }, (line) => void told.push(line));
    await installed({ name: 'server', folder, fill: async () => Promise.reject(new Error('asked again')) }, (line) => void told.push(line));
    expect(existsSync(join(folder, 'whole'))).toBe(true);
    expect(readdirSync(cache)).toEqual(['server-1']);
    expect(told).toEqual([expect.stringMatching(/^server: installed in /)]);
  });
});

describe('a program that an installation needs', () => {
  it('is named with what to do when it is missing', async () => {
    await expect(run('no-such-program', [], { missing: 'Install it.' })).rejects.toThrow('no-such-program is not installed. Install it.');
  });

  it('shows its last lines when it fails', async () => {
    await expect(run('sh', ['-c', 'echo first; echo reason >&2; exit 3'])).rejects.toThrow(/failed \(3\):\n {2}first\n {2}reason/);
  });
});
