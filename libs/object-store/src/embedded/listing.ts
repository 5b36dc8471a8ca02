import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { isObjectKey } from '../object-key.ts';
import type { ObjectInfo } from '../port.ts';
import { isSystemError, namedError } from './directory-error.ts';
import { directoryBelow } from './durable-directory.ts';
import { entriesOf, objectFileOf } from './object-file.ts';

/** One place of a directory: an object, or with a slash at its end a folder of further keys. */
interface Place {
  readonly key: string;
  readonly file?: { readonly name: string; readonly sha256: string };
}

const placesIn = async (directory: string, folderKey: string): Promise<readonly Place[]> => {
  const places = (await entriesOf(directory)).map((entry): Place | undefined => {
    if (entry.isDirectory()) return isObjectKey(entry.name) ? { key: `${folderKey}${entry.name}/` } : undefined;
    const file = objectFileOf(entry);
    return file && { key: `${folderKey}${file.segment}`, file };
  });
  // Keys are ASCII: code units sort as bytes do. A folder sorts with its slash, as the keys below it do.
  return places.filter((place) => place !== undefined).toSorted((left, right) => (left.key < right.key ? -1 : 1));
};

const infoOf = async (path: string, key: string, sha256: string): Promise<ObjectInfo | undefined> => {
  try {
    return { key, bytes: (await stat(path)).size, sha256 };
  } catch (error) {
    if (isSystemError(error, 'ENOENT')) return undefined;
    throw namedError(error, path);
  }
};

const walk = async function* (directory: string, folderKey: string, prefix: string): AsyncGenerator<ObjectInfo> {
  for (const { key, file } of await placesIn(directory, folderKey)) {
    if (!key.startsWith(prefix) && !(file === undefined && prefix.startsWith(key))) continue;
    if (file === undefined) {
      yield* walk(join(directory, key.slice(folderKey.length, -1)), key, prefix);
    } else {
      const info = await infoOf(join(directory, file.name), key, file.sha256);
      if (info !== undefined) yield info;
    }
  }
};

/** Objects whose key starts with the prefix, by the bytes of their keys; one folder's names are held at a time. */
export const listObjects = async function* (root: string, prefix: string): AsyncGenerator<ObjectInfo> {
  try {
    const folders = prefix.split('/').slice(0, -1);
    if (folders.length > 0 && !isObjectKey(folders.join('/'))) return;
    const directory = await directoryBelow(root, folders);
    if (directory !== undefined) yield* walk(directory, folders.map((folder) => `${folder}/`).join(''), prefix);
  } catch (error) {
    throw namedError(error, root);
  }
};
