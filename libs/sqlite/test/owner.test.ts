import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ownDirectory } from '../src/owner.ts';

describe('the owner of a data directory', () => {
  let directory: string;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'owner-'));
  });
  afterEach(() => rm(directory, { recursive: true }));

  it('creates the directory', async () => {
    const owner = await ownDirectory(join(directory, 'a', 'b'));
    await owner.release();
    await expect(ownDirectory(join(directory, 'a', 'b')).then((again) => again.release())).resolves.toBeUndefined();
  });

  it('refuses a second one, naming the process that holds it', async () => {
    const owner = await ownDirectory(directory);
    await expect(ownDirectory(directory)).rejects.toMatchObject({ name: 'TerminalError', code: 'DATA_DIRECTORY_IN_USE' });
    await writeFile(join(directory, 'run.json'), JSON.stringify({ pid: 4242 }));
    await expect(ownDirectory(directory)).rejects.toThrow(/Process 4242 holds it/u);
    await writeFile(join(directory, 'run.json'), '[]');
    await expect(ownDirectory(directory)).rejects.toMatchObject({ code: 'DATA_DIRECTORY_IN_USE' });
    await owner.release();
    await owner.release();
  });

  it('is free again when its holder in another process is killed', async () => {
    const program = join(import.meta.dirname, 'owner-child.ts');
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', program, directory]);
    await once(child.stdout, 'data');
    await expect(ownDirectory(directory)).rejects.toMatchObject({ code: 'DATA_DIRECTORY_IN_USE' });
    child.kill('SIGKILL');
    await once(child, 'exit');
    const owner = await ownDirectory(directory);
    await owner.release();
  });

  it('says that a directory can’t be used', async () => {
    await writeFile(join(directory, 'file'), '');
    await expect(ownDirectory(join(directory, 'file'))).rejects.toMatchObject({ name: 'TerminalError', code: 'DATA_DIRECTORY_UNUSABLE' });
  });
});
