/**
 * Tells replays apart: the same bytes under the same name, read with the same options, are the same replay, wherever the file lies.
 * The name counts because it may tell symbol and interval; every byte counts because a corrected copy may differ in its last row only.
 */
import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { TerminalError } from '@streamforge/contracts/errors';

/** sha256, in hex, of a file's name, the options it is read with, and all of its bytes. Throws FILE_UNREADABLE. */
export const replayIdentity = async (path: string, options: Readonly<Record<string, unknown>>): Promise<string> => {
  const hash = createHash('sha256').update(`${JSON.stringify([basename(path), options])}\n`);
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Uint8Array);
  } catch (error) {
    throw new TerminalError('FILE_UNREADABLE', (error as Error).message, { file: path }, { cause: error });
  }
  return hash.digest('hex');
};
