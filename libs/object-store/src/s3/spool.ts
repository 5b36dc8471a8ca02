/**
 * Takes a body in before anything of it is sent, because S3 wants to be told the sha256 first, and how many parts there will be is known
 * only at the end. Up to one part stays in memory; more goes to a temporary file without a name, which the system frees whatever
 * becomes of this process.
 */
import { createHash } from 'node:crypto';
import { mkdtemp, open, rm } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { namedError } from '../embedded/directory-error.ts';

export interface Spooled {
  readonly bytes: number;
  readonly sha256: string;
  /** Bytes from `start` to before `end`. */
  slice(start: number, end: number): Promise<Buffer>;
  dispose(): Promise<void>;
}

const viewOf = ({ buffer, byteOffset, byteLength }: Uint8Array): Buffer => Buffer.from(buffer, byteOffset, byteLength);

const inMemory = (body: Buffer, sha256: string): Spooled => ({
  bytes: body.length,
  sha256,
  slice: async (start, end) => body.subarray(start, end),
  dispose: async () => {},
});

/** Opens a file that nobody else can find. */
const namelessFile = async (): Promise<FileHandle> => {
  const directory = await mkdtemp(join(tmpdir(), 'streamforge-object-'));
  try {
    return await open(join(directory, 'body'), 'wx+', 0o600);
  } finally {
    await rm(directory, { recursive: true });
  }
};

const inFile = (file: FileHandle, bytes: number, sha256: string): Spooled => ({
  bytes,
  sha256,
  slice: async (start, end) => {
    const part = Buffer.allocUnsafe(end - start);
    for (let filled = 0; filled < part.length;) {
      const { bytesRead } = await file.read(part, filled, part.length - filled, start + filled);
      if (bytesRead === 0) throw new Error('the temporary file of a body was cut');
      filled += bytesRead;
    }
    return part;
  },
  dispose: () => file.close(),
});

/** Reads a body to its end; rejects as it does, and leaves nothing. More than `memoryBytes` go to a file. */
export const spool = async (body: Uint8Array | AsyncIterable<Uint8Array>, memoryBytes: number): Promise<Spooled> => {
  const hash = createHash('sha256');
  if (body instanceof Uint8Array) return inMemory(viewOf(body), hash.update(body).digest('hex'));
  let held: Buffer[] = [];
  let heldBytes = 0;
  let written = 0;
  let file: FileHandle | undefined;
  const flush = async (): Promise<void> => {
    const chunk = Buffer.concat(held);
    try {
      file ??= await namelessFile();
      await file.writeFile(chunk);
    } catch (error) {
      throw namedError(error, tmpdir());
    }
    written += chunk.length;
    held = [];
    heldBytes = 0;
  };
  try {
    for await (const chunk of body) {
      hash.update(chunk);
      // A copy: a source may fill the same chunk again.
      held.push(Buffer.from(chunk));
      heldBytes += chunk.length;
      if (heldBytes > memoryBytes) await flush();
    }
    if (file === undefined) return inMemory(Buffer.concat(held), hash.digest('hex'));
    await flush();
    return inFile(file, written, hash.digest('hex'));
  } catch (error) {
    await file?.close();
    throw error;
  }
};
