/** Every environment is installed, and then applied once more, which must change nothing. */
import { clear, objects, prepare, refusals, settled, versions } from '../cluster-state.ts';
import { releasesOf, upgrade, waiting, type Manner } from '../releases.ts';
import type { ControlPlane } from '../running.ts';
import { first, type Row } from './row.ts';

const environments: readonly (readonly [string, Manner])[] = [
  ['local', 'one release'], ['staging', 'one release'], ['staging', 'a release for each service'], ['production', 'one release'], ['production', 'a release for each service'],
];

const installed = async (plane: ControlPlane, environment: string, manner: Manner): Promise<Row> => {
  const { helm, kubectl } = plane;
  await prepare(plane);
  const releases = releasesOf(environment, manner);
  const wrong: string[] = [];
  for (const release of releases) {
    const { code, said, warnings } = await upgrade(helm, release, waiting);
    if (code !== 0) wrong.push(`${release.name}: ${said}`);
    wrong.push(...warnings);
  }
  const running = await settled(kubectl);
  wrong.push(...await refusals(kubectl));
  const before = versions(await objects(kubectl));
  for (const release of releases) await upgrade(helm, release, waiting);
  const after = versions(await objects(kubectl));
  const changed = [...after].filter(([name, version]) => before.get(name) !== version).map(([name]) => `the same again changes ${name}`);
  await clear(plane);
  return {
    name: `${environment}, ${manner}`, bar: 'taken, every pod admitted under "restricted", no warning; the same again changes nothing',
    measured: `${before.size} objects, ${running.length} pods; refused, warned of or changed: ${first([...wrong, ...changed])}`,
    ok: wrong.length + changed.length === 0 && before.size > 90 && running.every(({ status }) => status?.['phase'] === 'Running'),
  };
};

export const installs = async (plane: ControlPlane, tell: (row: Row) => void): Promise<void> => {
  for (const [environment, manner] of environments) tell(await installed(plane, environment, manner));
};
