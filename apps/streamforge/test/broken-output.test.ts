import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { access } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { started, temporaryDirectory } from './streamforge-process.ts';

const MAIN = resolve('apps/streamforge/src/main.ts');

/** Runs a command through a shell, which writes the command's own exit code after `code `. */
const inShell = async (words: string, redirected: string): Promise<{ readonly out: string; readonly err: string }> => {
  const command = `'${process.execPath}' --disable-warning=ExperimentalWarning '${MAIN}' ${words}`;
  const child = spawn('sh', ['-c', `{ ${command}; echo "code $?" >&2; } ${redirected}`], { stdio: ['ignore', 'pipe', 'pipe'] });
  let [out, err] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => { out += text; });
  child.stderr.setEncoding('utf8').on('data', (text: string) => { err += text; });
  await once(child, 'close');
  return { out, err };
};

describe('output that can’t be written', { timeout: 60_000 }, () => {
  it('ends a command quietly when its reader has enough', async () => {
    expect(await inShell('--help', '| true')).toEqual({ out: '', err: 'code 0\n' });
    expect((await inShell('completion bash', '| head -1')).err).toBe('code 0\n');
  });

  it.skipIf(process.platform !== 'linux')('is told in one line when the disk is full', async () => {
    const { err } = await inShell('completion bash', '> /dev/full');
    expect(err).toMatch(/^error: The output can’t be written \(ENOSPC.*\)\. Fix: .*\ncode 1\n$/);
  });

  it('does not take a running platform with it', async () => {
    const directory = await temporaryDirectory();
    const up = started(directory, ['up', '--demo', '--port', '0']);
    const address = await up.shows(/http:\/\/127\.0\.0\.1:\d+/);
    up.child.stdout?.destroy();
    up.child.stderr?.destroy();
    // The summary is written every three seconds; a whole one must have met the closed pipe.
    await new Promise((done) => setTimeout(done, 4_000));
    expect((await fetch(`${address}/healthz`)).status).toBe(200);
    up.child.kill('SIGTERM');
    expect((await up.ended).code).toBe(0);
    await expect(access(join(directory, 'data', 'run.json'))).rejects.toThrow('ENOENT');
  });
});
