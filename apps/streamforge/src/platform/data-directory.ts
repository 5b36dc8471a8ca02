/** Whether a directory is one of ours: a mistyped name must not make an empty platform. */
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { TerminalError } from '@streamforge/contracts/errors';

/** Either of them may be missing, when someone deleted it; a directory without both was never used. */
const DATABASES = ['events.db', 'documents.db'];

const exists = (path: string): Promise<boolean> => stat(path).then(() => true, () => false);

/** Whether the directory holds a platform's data. */
export const holdsPlatform = async (directory: string): Promise<boolean> =>
  (await Promise.all(DATABASES.map((name) => exists(join(directory, name))))).includes(true);

/** Throws NOT_RUNNING, creating nothing, where no platform ever ran. */
export const mustHoldPlatform = async (directory: string): Promise<void> => {
  if (await holdsPlatform(directory)) return;
  const says = await exists(directory) ? `${directory} holds no data of a platform.` : `There is no data directory ${directory}.`;
  throw new TerminalError('NOT_RUNNING', says);
};
