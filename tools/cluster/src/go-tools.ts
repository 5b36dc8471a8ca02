/** helm, kubeconform and amtool, built from source once. */
import { existsSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { goInstall } from '@streamforge/backends/go-install';
import { installed } from '@streamforge/backends/install';
import { alone } from './alone.ts';
import { had } from './had.ts';

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
  await goInstall({ command: `${module}@${version}`, work: join(cache, `go-build-${tool}`), into, missing: 'Install Go 1.26 or newer (https://go.dev/dl).' });
};

/**
 * Path of a tool, built the first time: helm in about 150 s on two idle cores, kubeconform in 20 s, amtool in 60 s. Undefined, with a
 * notice, where it can't be had.
 */
export const goTool = (tool: GoTool): Promise<string | undefined> => had(tool, async () => {
  const path = join(folderOf(tool), tool);
  if (existsSync(path)) return path;
  await mkdir(cache, { recursive: true });
  await alone(`${folderOf(tool)}.lock`, async () => {
    await installed({ name: tool, folder: folderOf(tool), fill: async (into) => await build(tool, into) }, (line) => console.warn(line));
  });
  return path;
});
