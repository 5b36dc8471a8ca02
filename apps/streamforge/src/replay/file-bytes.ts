/** The bytes of a file, gunzipped where it is gzipped, whatever its name says. */
import { createReadStream } from 'node:fs';
import { open, stat } from 'node:fs/promises';
import { createGunzip } from 'node:zlib';
import { TerminalError } from '@streamforge/contracts/errors';

/** Small enough that mapping a chunk does not hold the event loop, which the services may share. */
const CHUNK_BYTES = 32_768;

export interface FileBytes {
  /** Bytes on the disk. */
  readonly size: number;
  /** Bytes of the disk that were read so far. */
  readonly read: () => number;
  /** Rejects with FILE_UNREADABLE, also when the compressed data is cut or broken. */
  readonly chunks: AsyncIterable<Uint8Array>;
}

export const fileBytes = async (path: string): Promise<FileBytes> => {
  try {
    const { size } = await stat(path);
    const gzipped = await startsAsGzip(path);
    const raw = createReadStream(path, { highWaterMark: CHUNK_BYTES });
    const unpacked = gzipped ? raw.pipe(createGunzip({ chunkSize: CHUNK_BYTES })) : raw;
    if (gzipped) raw.on('error', (error) => unpacked.destroy(error));
    return { size, read: () => raw.bytesRead, chunks: readable(unpacked, path) };
  } catch (error) {
    throw unreadable(path, error);
  }
};

async function* readable(stream: AsyncIterable<Uint8Array>, path: string): AsyncGenerator<Uint8Array> {
  try {
    yield* stream;
  } catch (error) {
    throw unreadable(path, error);
  }
}

const unreadable = (path: string, error: unknown): TerminalError =>
  new TerminalError('FILE_UNREADABLE', (error as Error).message, { file: path }, { cause: error });

const startsAsGzip = async (path: string): Promise<boolean> => {
  const file = await open(path, 'r');
  try {
    const { bytesRead, buffer } = await file.read(Buffer.alloc(2), 0, 2, 0);
    return bytesRead === 2 && buffer[0] === 0x1f && buffer[1] === 0x8b;
  } finally {
    await file.close();
  }
};
