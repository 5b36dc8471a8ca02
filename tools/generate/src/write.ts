import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Artefact } from './artefact.ts';

/** Writes the files below `root`. */
export const writeAll = async (root: string, artefacts: readonly Artefact[]): Promise<void> => {
  await Promise.all(artefacts.map(async ({ path, text }) => {
    const file = join(root, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }));
};
