/** Everything that charts render and ArgoCD is given, judged field by field by the API server. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { casesOf, charts, parsed } from '../../helm.ts';
import { clear, namespace, prepare } from '../cluster-state.ts';
import { must } from '../kubectl.ts';
import type { ControlPlane } from '../running.ts';
import { first, type Row } from './row.ts';

const strict = ['apply', '--server-side', '--dry-run=server', '--validate=strict', '--filename', '-'];

const yamlFiles = async (folder: string, recursive = true): Promise<readonly string[]> =>
  (await readdir(folder, { recursive })).filter((file) => file.endsWith('.yaml')).map((file) => join(folder, file));

export const dryRuns = async (plane: ControlPlane): Promise<readonly Row[]> => {
  const { helm, kubectl } = plane;
  await prepare(plane);
  const wrong: string[] = [];
  let taken = 0;
  const cases = charts().flatMap((chart) => casesOf(chart).map((file) => ({ chart, values: `charts/${chart}/ci/${file}` })));
  for (const { chart, values } of cases) {
    const text = await must(helm(['template', chart === 'platform' ? 'streamforge' : chart, `charts/${chart}`, '--namespace', namespace, '--values', values]));
    const { output, said, warnings } = await kubectl(strict, text);
    const applied = output.split('\n').filter((line) => line.includes('serverside-applied')).length;
    taken += applied;
    const rendered = parsed(text).length;
    if (applied !== rendered) wrong.push(`${values}: ${applied} of ${rendered} objects`);
    wrong.push(...warnings, ...said.split('\n').filter((line) => /^error|^Error/.test(line)));
  }
  await clear(plane);
  await must(kubectl(['create', 'namespace', 'argocd']));
  const all = [...await yamlFiles('deploy/argocd', false), ...await yamlFiles('deploy/argocd/environments'), ...await yamlFiles('deploy/argocd/applications')];
  const { code, output, said, warnings } = await kubectl([...strict.slice(0, -2), ...all.flatMap((file) => ['--filename', file])]);
  const ours = output.split('\n').filter((line) => line.includes('serverside-applied')).length;
  return [{
    name: `each chart with each of its ${cases.length} cases, field by field`, bar: 'no rejection, no warning',
    measured: `${taken} objects taken; refused or warned of: ${first(wrong)}`, ok: wrong.length === 0 && taken > 400,
  }, {
    name: 'what ArgoCD is given', bar: 'no rejection, no warning',
    measured: `${ours} objects of ${all.length} files taken; refused or warned of: ${first([...warnings, ...code === 0 ? [] : [said]])}`,
    ok: code === 0 && warnings.length === 0 && ours === all.length,
  }];
};
