import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface RenderedFile {
  /** Relative to the new package. */
  readonly path: string;
  readonly text: string;
}

/** Replaces each `{{word}}` by its value; throws for a word that has none. */
export const filled = (text: string, values: Readonly<Record<string, string>>): string => text.replaceAll(/\{\{(\w+)\}\}/g, (_, word: string) => {
  const value = values[word];
  if (value === undefined) throw new Error(`the template asks for {{${word}}}, which has no value`);
  return value;
});

/** Fills every file of a template folder; `{{words}}` stand in names too, and the ending `.template` is dropped. */
export const rendered = async (folder: string, values: Readonly<Record<string, string>>): Promise<readonly RenderedFile[]> => {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name)).toSorted();
  return Promise.all(files.map(async (file) => ({
    path: filled(file.slice(folder.length + 1).replace(/\.template$/, ''), values),
    text: filled(await readFile(file, 'utf8'), values),
  })));
};
