/**
 * An object is one file, named by the last segment of its key and its sha256: `model.safetensors@9f86d0…`. Because the name carries the
 * hash, one link makes an object exist whole or not at all, and nothing beside it can be missing. A key's segments never hold an @, so
 * that `a` may be an object and a folder at once.
 */
import type { Dirent } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { isSystemError } from './directory-error.ts';

export interface ObjectFile {
  readonly segment: string;
  readonly sha256: string;
  /** The file's name. */
  readonly name: string;
}

const pattern = /^(?<segment>[^@]+)@(?<sha256>[0-9a-f]{64})$/;

/** The name of an object’s file. */
export const nameOf = (segment: string, sha256: string): string => `${segment}@${sha256}`;

/** What a directory's entry is as an object; undefined for folders, links and files that are none of ours. */
export const objectFileOf = (entry: Dirent): ObjectFile | undefined => {
  const { segment, sha256 } = (entry.isFile() ? pattern.exec(entry.name)?.groups : undefined) ?? {};
  return segment === undefined || sha256 === undefined ? undefined : { segment, sha256, name: entry.name };
};

/** A directory's entries; none where it is gone. */
export const entriesOf = async (directory: string): Promise<readonly Dirent[]> => {
  try {
    return await readdir(directory, { withFileTypes: true });
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return [];
    throw error;
  }
};

/** The object of one segment in a directory. */
export const findObject = async (directory: string, segment: string): Promise<ObjectFile | undefined> =>
  (await entriesOf(directory)).map(objectFileOf).find((file) => file?.segment === segment);
