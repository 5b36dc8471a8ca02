/** Where servers, their data and the note of what runs are kept. */
import { resolve } from 'node:path';

/** The project's root, wherever the command was given. */
export const projectRoot = resolve(import.meta.dirname, '../../..');

/** Everything that is downloaded or built, and the data of the servers of `npm run backends`. */
export const cacheFolder = resolve(projectRoot, '.cache/backends');

export const runningFile = resolve(cacheFolder, 'running.json');

export const dataFolder = (name: string): string => resolve(cacheFolder, 'data', name);

/** Told once for each step that takes a while. */
export type Tell = (line: string) => void;
