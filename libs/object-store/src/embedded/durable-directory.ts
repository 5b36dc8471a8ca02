import { mkdir, open, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { TerminalError } from '@streamforge/contracts/errors';
import { isSystemError } from './directory-error.ts';

/** Makes what happened to a directory's entries outlive a power cut. */
export const syncDirectory = async (path: string): Promise<void> => {
  const handle = await open(path, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
};

/** The path below `root`, or undefined where it is not there or leads through a symbolic link. `root` has none in it. */
export const directoryBelow = async (root: string, segments: readonly string[]): Promise<string | undefined> => {
  const path = join(root, ...segments);
  try {
    return await realpath(path) === path ? path : undefined;
  } catch (error) {
    if (isSystemError(error, 'ENOENT') || isSystemError(error, 'ENOTDIR')) return undefined;
    throw error;
  }
};

/** Makes the directories below `root` that are missing, durably. */
export const makeDirectoryBelow = async (root: string, segments: readonly string[]): Promise<string> => {
  let path = root;
  for (const segment of segments) {
    const parent = path;
    path = join(parent, segment);
    try {
      await mkdir(path);
      await syncDirectory(parent);
    } catch (error) {
      if (!isSystemError(error, 'EEXIST')) throw error;
    }
  }
  if (await directoryBelow(root, segments) === undefined) {
    throw new TerminalError('DATA_DIRECTORY_UNUSABLE', 'A symbolic link lies in the way.', { file: path });
  }
  return path;
};
