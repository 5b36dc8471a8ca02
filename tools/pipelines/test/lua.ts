/** Debian's Lua, unpacked and not installed, by which a health check of ArgoCD is run. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { runCommand } from '@streamforge/check/run-command';

const folder = resolve('.cache/tools/lua-debian');

const demand = async (command: string, words: readonly string[], cwd: string): Promise<void> => {
  const { code, output } = await runCommand(command, words, { cwd });
  if (code !== 0) throw new Error(output.trim().split('\n').at(-1) ?? command);
};

const fetchLua = async (): Promise<void> => {
  await mkdir(resolve('.cache/tools'), { recursive: true });
  const beside = await mkdtemp(`${folder}-`);
  try {
    const download = (): Promise<void> => demand('apt-get', ['-qq', 'download', 'lua5.4'], beside);
    // A machine that never asked knows no packages yet.
    await download().catch(async () => {
      await demand('apt-get', ['-qq', 'update'], beside);
      await download();
    });
    for (const file of await readdir(beside)) if (file.endsWith('.deb')) await demand('dpkg', ['-x', file, 'unpacked'], beside);
    await rename(join(beside, 'unpacked'), folder);
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
};

/** Its path; undefined, with a notice, where it can't be had. In CI that is an error, so that no test passes by not running. */
export const lua = async (): Promise<string | undefined> => {
  const program = join(folder, 'usr/bin/lua5.4');
  if (existsSync(program)) return program;
  try {
    await fetchLua();
    return program;
  } catch (error) {
    const says = `Lua can’t be had: ${error instanceof Error ? error.message : String(error)}`;
    if (process.env['CI'] !== undefined) throw new Error(says, { cause: error });
    console.warn(`skipped: ${says}`);
    return undefined;
  }
};
