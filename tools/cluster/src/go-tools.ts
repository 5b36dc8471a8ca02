/** helm, kubeconform and amtool, built from source once. */
import { existsSync } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { installed, run } from '@streamforge/backends/install';
import { alone } from './alone.ts';

const tools = {
  helm: { version: 'v4.3.1', module: 'helm.sh/helm/v4/cmd/helm' },
  kubeconform: { version: 'v0.8.0', module: 'github.com/yannh/kubeconform/cmd/kubeconform' },
  // Debian's, 0.25, knows no bot_token_file.
  amtool: { version: 'v0.34.2', module: 'github.com/prometheus/alertmanager/cmd/amtool' },
} as const;

export type GoTool = keyof typeof tools;

const cache = resolve('.cache/tools');

const folderOf = (tool: GoTool): string => join(cache, `${tool}-${tools[tool].version}`);

const build = async (tool: GoTool, into: string): Promise<void> => {
  const { module, version } = tools[tool];
  const work = join(cache, `go-build-${tool}`);
  await mkdir(work, { recursive: true });
  await run('go', ['install', '-ldflags', '-s -w', `${module}@${version}`], {
    cwd: work,
    env: {
      // Folders of our own: HOME may be empty, and a later run goes on where a failed one stopped.
      GOPATH: join(work, 'path'), GOMODCACHE: join(work, 'modules'), GOCACHE: join(work, 'cache'), GOBIN: into,
      // A larger heap before each collection costs memory and saves a third of the compiler's time.
      GOFLAGS: '-buildvcs=false -modcacherw', GOGC: '400', CGO_ENABLED: '0',
    },
    missing: 'Install Go 1.26 or newer (https://go.dev/dl).',
  });
  await rm(work, { recursive: true, force: true });
};

/**
 * Path of a tool, built the first time: helm in about 150 s on two idle cores, kubeconform in 20 s, amtool in 60 s. Undefined, with a
 * notice, where it can't be had; in CI that is an error, so that no test passes by not running.
 */
export const goTool = async (tool: GoTool): Promise<string | undefined> => {
  const path = join(folderOf(tool), tool);
  if (existsSync(path)) return path;
  try {
    await mkdir(cache, { recursive: true });
    await alone(`${folderOf(tool)}.lock`, async () => {
      await installed({ name: tool, folder: folderOf(tool), fill: async (into) => await build(tool, into) }, (line) => console.warn(line));
    });
    return path;
  } catch (error) {
    const says = `${tool} can’t be had: ${error instanceof Error ? error.message : String(error)}`;
    if ((process.env['CI'] ?? '') !== '') throw new Error(says, { cause: error });
    console.warn(`skipped: ${says}`);
    return undefined;
  }
};
