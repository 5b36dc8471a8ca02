/** All that is asked of a control plane, one after the other: installs, single fields, changes, rights, removal. */
import { bringDefinitions } from '../cluster-state.ts';
import type { ControlPlane } from '../running.ts';
import { changes } from './changes.ts';
import { dryRuns } from './dry-runs.ts';
import { installs } from './installs.ts';
import { removal } from './removal.ts';
import { rights } from './rights.ts';
import type { Row } from './row.ts';
import { stagingOn } from './staging.ts';

export const everything = async (plane: ControlPlane, schemas: string, tell: (line: string) => void): Promise<readonly Row[]> => {
  tell(`${await bringDefinitions(plane, schemas)} definitions of operators`);
  const rows: Row[] = [];
  const add = (found: readonly Row[]): void => {
    for (const row of found) tell(`${row.ok ? 'ok' : 'short'}: ${row.name}: ${row.measured}`);
    rows.push(...found);
  };
  add(await dryRuns(plane));
  await installs(plane, (row) => add([row]));
  const staging = await stagingOn(plane);
  add(await changes(staging));
  add(await rights(staging));
  add(await removal(staging));
  return rows;
};
