/** Keeps what of this version's charts can't change, so that later versions are held to it: `node tools/cluster/src/record-release.ts`. */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parse } from 'yaml';
import { goTool } from './go-tools.ts';
import { charts, parsed, rendered } from './helm.ts';
import { immutableOf } from './immutable.ts';

const releasesFolder = 'tools/cluster/test/released';

const helm = await goTool('helm');
if (helm === undefined) throw new Error('helm is needed to record a release');
const { version } = parse(await readFile('charts/platform/Chart.yaml', 'utf8')) as { readonly version: string };
const recorded = Object.fromEntries(await Promise.all(charts().map(async (chart) =>
  [chart, immutableOf(parsed(await rendered(helm, chart, [`charts/${chart}/ci/default-values.yaml`])))] as const)));
await mkdir(releasesFolder, { recursive: true });
await writeFile(join(releasesFolder, `${version}.json`), `${JSON.stringify(recorded, null, 1)}\n`);
