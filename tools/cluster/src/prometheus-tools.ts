/** promtool and the server itself: those of the system, or of Debian's package, which is unpacked and not installed. */
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { delimiter, join, resolve } from 'node:path';
import { runCommand } from '@streamforge/check/run-command';
import { had } from './had.ts';

export type PrometheusTool = 'promtool' | 'prometheus';

const folder = resolve('.cache/tools/prometheus-debian');
const packages = ['prometheus'];

const ofSystem = (tool: PrometheusTool): string | undefined =>
  (process.env['PATH'] ?? '').split(delimiter).map((path) => join(path, tool)).find((file) => existsSync(file));

const demand = async (command: string, args: readonly string[], cwd: string): Promise<void> => {
  const { code, output } = await runCommand(command, args, { cwd });
  if (code !== 0) throw new Error(`${command} ${args.join(' ')}: ${output.trim().split('\n').at(-1) ?? code}`);
};

/** Unpacked beside and moved into place at once, so that half an unpacking is never taken for whole. */
const fetchPackages = async (): Promise<void> => {
  await mkdir(resolve('.cache/tools'), { recursive: true });
  const beside = await mkdtemp(`${folder}-`);
  try {
    const download = async (): Promise<void> => await demand('apt-get', ['-qq', 'download', ...packages], beside);
    // A machine that never asked knows no packages yet.
    await download().catch(async () => {
      await demand('apt-get', ['-qq', 'update'], beside);
      await download();
    });
    for (const file of await readdir(beside)) {
      if (file.endsWith('.deb')) await demand('dpkg', ['-x', file, 'unpacked'], beside);
    }
    await rename(join(beside, 'unpacked'), folder).catch((error: unknown) => {
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
};

/** Path of a tool; undefined, with a notice, where it can't be had. */
export const prometheusTool = (tool: PrometheusTool): Promise<string | undefined> => had(tool, async () => {
  const own = join(folder, 'usr/bin', tool);
  const found = ofSystem(tool) ?? (existsSync(own) ? own : undefined);
  if (found !== undefined) return found;
  await fetchPackages();
  return own;
});
