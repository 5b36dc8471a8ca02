/** What doctor asks of the machine: Node, disk space and the data directory. */
import { constants } from 'node:fs';
import { access, stat, statfs } from 'node:fs/promises';
import { dirname } from 'node:path';
import { errors } from '@streamforge/contracts/errors';
import { ok, warning, wrong, type Finding } from '@streamforge/contracts/finding';
import { bytes } from '../output/figures.ts';

/** The first version of Node that runs TypeScript as it is and has `node:sqlite` without a flag. */
const NODE_MAJOR = 24;
/** Below this the log soon can't append; below the first figure it is worth knowing. */
const ROOM = { comfortable: 2 * 2 ** 30, least: 200 * 2 ** 20 };

/** Whether this version of Node can run the platform. */
export const nodeVersion = (version: string): Finding => {
  const major = Number(version.split('.')[0]);
  return major >= NODE_MAJOR
    ? ok('node', `Node ${version}`)
    : wrong('node', `Node ${version} is too old`, `Run through npm (npm start, npm run streamforge), which brings Node ${NODE_MAJOR}.`);
};

/** Whether the data directory can be used, or made. */
export const dataDirectory = async (directory: string): Promise<Finding> => {
  const about = 'data directory';
  const kind = await stat(directory).catch(() => undefined);
  if (kind !== undefined && !kind.isDirectory()) return wrong(about, `${directory} is not a directory`, 'Name another one with --data.');
  const writable = await access(await existing(directory), constants.R_OK | constants.W_OK | constants.X_OK).then(() => true, () => false);
  if (!writable) return wrong(about, `${directory} can't be written`, errors.DATA_DIRECTORY_UNUSABLE.fix);
  return ok(about, kind === undefined ? `${directory} does not exist yet and will be made` : directory);
};

/** Whether there is room where the data directory lies. */
export const diskSpace = async (directory: string): Promise<Finding> => {
  const { bavail, bsize } = await statfs(await existing(directory));
  const free = bavail * bsize;
  const says = `${bytes(free)} free`;
  if (free < ROOM.least) return wrong('disk', says, errors.DISK_FULL.fix);
  return free < ROOM.comfortable ? warning('disk', says, 'Free some space before it runs out.') : ok('disk', says);
};

/** The directory, or the nearest one above it that exists. */
const existing = async (directory: string): Promise<string> => {
  const there = await stat(directory).then(() => true, () => false);
  return there || dirname(directory) === directory ? directory : existing(dirname(directory));
};
