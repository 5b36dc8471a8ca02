/** Reads the shared data, gunzipped. */
import { readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { sharedFile } from '@streamforge/testing/shared-data';

/** The text of a gzipped file of the shared data, or undefined where it is absent. */
export const sharedText = (path: string): string | undefined => {
  const file = sharedFile(path);
  return file === undefined ? undefined : gunzipSync(readFileSync(file)).toString('utf8');
};

/** The lines of a text, without the empty last one. */
export const linesOf = (text: string): readonly string[] => text.trimEnd().split('\n');
