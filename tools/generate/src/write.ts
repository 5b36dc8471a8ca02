import { mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Artefact } from './artefact.ts';
import { driftOf, type Drift } from './drift.ts';

/** Brings the files below `root` to what is wanted, and resolves to what was changed. What is as it should be is left alone. */
export const writeAll = async (root: string, wanted: readonly Artefact[]): Promise<readonly Drift[]> => {
  const drifts = await driftOf(root, wanted);
  await Promise.all(drifts.map(async ({ path, kind }) => {
    const file = join(root, path);
    if (kind === 'left over') return await rm(file);
    await mkdir(dirname(file), { recursive: true });
    return await writeFile(file, wanted.find((artefact) => artefact.path === path)?.text ?? '');
  }));
  return drifts;
};
