/** Where bodies are written before they are objects. What a killed process left there was never acknowledged and is removed. */
import { createHash } from 'node:crypto';
import { mkdir, open, rm } from 'node:fs/promises';
import { join } from 'node:path';

export interface Received {
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

export interface Incoming {
  /** Writes a body to a file of its own and syncs it. Leaves nothing when the body breaks off. */
  receive(body: Uint8Array | AsyncIterable<Uint8Array>): Promise<Received>;
}

/** No key's segment starts with a dot. */
const folder = '.incoming';

export const openIncoming = async (root: string): Promise<Incoming> => {
  const directory = join(root, folder);
  await rm(directory, { recursive: true, force: true });
  await mkdir(directory);
  let count = 0;
  return {
    receive: async (body) => {
      const path = join(directory, `${++count}`);
      const handle = await open(path, 'wx');
      const hash = createHash('sha256');
      let bytes = 0;
      try {
        for await (const chunk of body instanceof Uint8Array ? [body] : body) {
          hash.update(chunk);
          await handle.appendFile(chunk);
          bytes += chunk.length;
        }
        await handle.sync();
        return { path, bytes, sha256: hash.digest('hex') };
      } catch (error) {
        await rm(path, { force: true });
        throw error;
      } finally {
        await handle.close();
      }
    },
  };
};
