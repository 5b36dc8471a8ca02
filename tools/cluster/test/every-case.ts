/** Every chart with each of its cases, rendered once for a file of tests. */
import { join } from 'node:path';
import { goTool } from '../src/go-tools.ts';
import { casesOf, charts, parsed, rendered } from '../src/helm.ts';
import type { Manifest } from '../src/manifest.ts';

export interface Case {
  readonly chart: string;
  /** The values file. */
  readonly values: string;
  readonly text: string;
  readonly objects: readonly Manifest[];
}

export const helm = await goTool('helm');

export const everyCase = async (of: readonly string[] = charts()): Promise<readonly Case[]> => {
  if (helm === undefined) return [];
  const cases = of.flatMap((chart) => casesOf(chart).map((file) => ({ chart, values: join('charts', chart, 'ci', file) })));
  return await Promise.all(cases.map(async ({ chart, values }) => {
    const text = await rendered(helm, chart, [values]);
    return { chart, values, text, objects: parsed(text) };
  }));
};
