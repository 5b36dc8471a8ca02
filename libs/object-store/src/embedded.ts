/** The object store in a directory. */
import { link, realpath, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { StreamForgeError } from '@streamforge/contracts/errors';
import { makeDirectory } from '@streamforge/directory/make-directory';
import { isSystemError, namedError } from './embedded/directory-error.ts';
import { directoryBelow, makeDirectoryBelow, syncDirectory } from './embedded/durable-directory.ts';
import { openIncoming } from './embedded/incoming.ts';
import { listObjects } from './embedded/listing.ts';
import type { ObjectFile } from './embedded/object-file.ts';
import { findObject, nameOf } from './embedded/object-file.ts';
import { turns } from './embedded/turns.ts';
import { verifiedBody } from './embedded/verified-body.ts';
import { segmentsOf } from './object-key.ts';
import type { ObjectStore } from './port.ts';

export interface EmbeddedObjectStoreOptions {
  /** Holds the objects as files under their keys. The caller owns it. */
  readonly directory: string;
}

/** Opens the store, making the directory where it is missing. Rejects with DATA_DIRECTORY_UNUSABLE when it can't be used. */
export const openEmbeddedObjectStore = async ({ directory }: EmbeddedObjectStoreOptions): Promise<ObjectStore> => {
  const naming = async <Result>(work: () => Promise<Result>): Promise<Result> => {
    try {
      return await work();
    } catch (error) {
      throw namedError(error, directory);
    }
  };
  const { root, incoming } = await naming(async () => {
    await makeDirectory(directory);
    const path = await realpath(directory);
    return { root: path, incoming: await openIncoming(path) };
  });
  const inTurn = turns();

  const locate = async (key: string): Promise<(ObjectFile & { readonly path: string; readonly directory: string }) | undefined> => {
    const segments = segmentsOf(key);
    const parent = await directoryBelow(root, segments.slice(0, -1));
    const file = parent === undefined ? undefined : await findObject(parent, segments.at(-1) ?? '');
    return parent === undefined || file === undefined ? undefined : { ...file, directory: parent, path: join(parent, file.name) };
  };
  /** Never overwrites: a link to a name that is taken fails. */
  const publish = async (key: string, temporary: string, sha256: string): Promise<void> => {
    const taken = await locate(key);
    if (taken !== undefined && taken.sha256 !== sha256) throw new StreamForgeError('ID_CONFLICT', 'Objects are written once.', { key });
    const segments = segmentsOf(key);
    const parent = await makeDirectoryBelow(root, segments.slice(0, -1));
    if (taken === undefined) await link(temporary, join(parent, nameOf(segments.at(-1) ?? '', sha256)));
    await syncDirectory(parent);
  };

  return {
    put: (key, body) => naming(async () => {
      segmentsOf(key);
      const { path, bytes, sha256 } = await incoming.receive(body);
      try {
        await inTurn(key, () => publish(key, path, sha256));
      } finally {
        await rm(path, { force: true });
      }
      return { key, bytes, sha256 };
    }),
    get: (key) => naming(async () => {
      const file = await locate(key);
      return file && verifiedBody(file.path, key, file.sha256);
    }),
    head: (key) => naming(async () => {
      const file = await locate(key);
      if (file === undefined) return undefined;
      try {
        return { key, bytes: (await stat(file.path)).size, sha256: file.sha256 };
      } catch (error) {
        // Removed since it was found.
        if (isSystemError(error, 'ENOENT')) return undefined;
        throw error;
      }
    }),
    list: (prefix) => listObjects(root, prefix),
    remove: (key) => naming(() => inTurn(key, async () => {
      const file = await locate(key);
      if (file === undefined) return;
      await rm(file.path, { force: true });
      await syncDirectory(file.directory);
    })),
    ping: () => naming(async () => { await stat(root); }),
    close: async () => {},
  };
};
