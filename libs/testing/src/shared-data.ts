/** Finds the shared data that tests compare with: real candles, trades and reference figures. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';

/**
 * The absolute path of a file of the shared data, such as `data/indicators/btcusdt_1h_1000.json.gz`; undefined, with a notice, when
 * it is absent. In CI its absence is an error, so that no test passes by not running.
 * The folder is `STREAMFORGE_SHARED`, or `../shared` beside the project.
 */
export const sharedFile = (path: string): string | undefined => {
  const file = resolve(process.env['STREAMFORGE_SHARED'] ?? '../shared', path);
  if (existsSync(file)) return file;
  if (process.env['CI'] !== undefined) throw new Error(`${file} is missing: set STREAMFORGE_SHARED to the folder of the shared data`);
  console.warn(`skipped: ${file} is missing; set STREAMFORGE_SHARED to the folder of the shared data`);
  return undefined;
};
