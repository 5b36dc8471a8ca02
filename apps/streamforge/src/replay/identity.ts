/** Tells replays apart: the same bytes read with the same options are the same replay, wherever the file lies. */
import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { TerminalError } from '@streamforge/contracts/errors';

const FIRST_BYTES = 1_048_576;

/** sha256, in hex, of the first MiB of a file, its size and the options it is read with. */
export const replayIdentity = async (path: string, options: Readonly<Record<string, unknown>>): Promise<string> => {
  try {
    const file = await open(path, 'r');
    try {
      const { size } = await file.stat();
      const first = Buffer.alloc(Math.min(size, FIRST_BYTES));
      await file.read(first, 0, first.length, 0);
      return createHash('sha256').update(first).update(JSON.stringify([size, options])).digest('hex');
    } finally {
      await file.close();
    }
  } catch (error) {
    throw new TerminalError('FILE_UNREADABLE', (error as Error).message, { file: path }, { cause: error });
  }
};
