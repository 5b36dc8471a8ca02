/** Charts and what helm makes of them, in a process that asks no cluster. */
import { execFile } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { parseAllDocuments } from 'yaml';
import type { Manifest } from './manifest.ts';

const execute = promisify(execFile);
const MOST_OUTPUT_BYTES = 67_108_864;
const NAMESPACE = 'streamforge';

/** Folders of charts that can be installed; the library can't be. */
export const charts = (): readonly string[] => readdirSync('charts').filter((name) => name !== 'service' && existsSync(join('charts', name, 'Chart.yaml')));

/** Values files of a chart's cases, each named after what it shows. */
export const casesOf = (chart: string): readonly string[] => readdirSync(join('charts', chart, 'ci')).filter((file) => file.endsWith('-values.yaml')).toSorted();

const home = resolve('.cache/tools/helm-home');

const call = async (helm: string, words: readonly string[]): Promise<string> => {
  try {
    const { stdout } = await execute(helm, words, {
      maxBuffer: MOST_OUTPUT_BYTES,
      env: { ...process.env, HELM_CACHE_HOME: home, HELM_CONFIG_HOME: home, HELM_DATA_HOME: home, HELM_PLUGINS: join(home, 'plugins') },
    });
    return stdout;
  } catch (error) {
    // What it says of links to folders that charts share is no complaint.
    const said = error instanceof Error && 'stderr' in error ? `${String(error.stderr)}${'stdout' in error ? String(error.stdout) : ''}` : String(error);
    throw new Error(said.split('\n').filter((line) => !line.includes('found symbolic link')).join('\n').trim(), { cause: error });
  }
};

const given = (values: readonly string[], set: readonly string[]): readonly string[] => [...values.flatMap((file) => ['--values', file]), ...set.flatMap((each) => ['--set-json', each])];

/** Rejects with what helm finds wrong. */
export const lint = async (helm: string, chart: string, values: readonly string[]): Promise<void> => {
  await call(helm, ['lint', '--strict', '--quiet', join('charts', chart), ...given(values, [])]);
};

/** The text that helm renders for a release of the chart's name; rejects with what the chart says is wrong. `set` is `path=json`, each. */
export const rendered = async (helm: string, chart: string, values: readonly string[], set: readonly string[] = [], release = chart === 'platform' ? 'streamforge' : chart): Promise<string> =>
  await call(helm, ['template', release, join('charts', chart), '--namespace', NAMESPACE, ...given(values, set)]);

export const parsed = (text: string): readonly Manifest[] => parseAllDocuments(text).flatMap((document) => {
  const object = document.toJS() as Manifest | null;
  return object === null ? [] : [object];
});
