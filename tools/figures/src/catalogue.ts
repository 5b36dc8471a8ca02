/** Modules found by their place: a file in a folder is an entry of that folder's catalogue, by the name of the file. */
import { readdir } from 'node:fs/promises';

/** Names of the TypeScript modules in a folder, in order. Empty when there is no such folder. */
export const modulesIn = async (folder: URL): Promise<readonly string[]> => {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isFile() && entry.name.endsWith('.ts')).map(({ name }) => name.slice(0, -'.ts'.length)).toSorted();
};

/** Names of the folders in a folder, in order. */
export const foldersIn = async (folder: URL): Promise<readonly string[]> => {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name).toSorted();
};

/** What a module of the folder exports under `name`; rejects when it exports nothing of that name. */
export const exported = async <Export>(folder: URL, module: string, name: string): Promise<Export> => {
  const file = new URL(`${module}.ts`, folder);
  const exports = await import(file.href) as Readonly<Record<string, Export | undefined>>;
  const found = exports[name];
  if (found === undefined) throw new Error(`${file.pathname} exports no '${name}'`);
  return found;
};
