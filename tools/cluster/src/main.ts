/** Builds what checks need that read what a cluster is told, so that tests find it there: `node tools/cluster/src/main.ts`. */
import { goTool } from './go-tools.ts';

for (const tool of ['kubeconform', 'helm', 'amtool'] as const) {
  if (await goTool(tool) === undefined) process.exitCode = 1;
}
