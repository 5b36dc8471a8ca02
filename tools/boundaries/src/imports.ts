/** Every import of every TypeScript file, with the place it stands in. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface Import {
  /** Path relative to the workspace root, with forward slashes. */
  readonly file: string;
  /** What stands between the quotes. */
  readonly specifier: string;
}

const skipped = new Set(['node_modules', 'coverage', 'templates', '.cache']);

/** Paths of all files under the folders, relative to `root`, in a steady order. */
export const filesUnder = async (root: string, folders: readonly string[]): Promise<readonly string[]> => {
  const found: string[] = [];
  const walk = async (folder: string): Promise<void> => {
    const entries = await readdir(join(root, folder), { withFileTypes: true }).catch(() => []);
    for (const entry of entries.toSorted((a, b) => a.name < b.name ? -1 : 1)) {
      const path = `${folder}/${entry.name}`;
      if (entry.isDirectory()) {
        if (!skipped.has(entry.name)) await walk(path);
      } else {
        found.push(path);
      }
    }
  };
  for (const folder of folders) await walk(folder);
  return found;
};

const patterns = [
  /^\s*(?:import|export)\b[^'"`;]*?\bfrom\s*['"]([^'"]+)['"]/gm,
  /^\s*import\s*['"]([^'"]+)['"]/gm,
  /\bimport\(\s*['"]([^'"]+)['"]\s*\)/g,
  /\bimport\.meta\.resolve\(\s*['"]([^'"]+)['"]\s*\)/g,
];

/** The specifiers that a source imports, statically or by `import()`. */
export const specifiersIn = (source: string): readonly string[] => {
  const code = source.replaceAll(/^\s*(\/\*\*?|\*).*$/gm, '');
  return patterns.flatMap((pattern) => [...code.matchAll(pattern)].map((match) => match[1] ?? ''));
};

export const importsOf = async (root: string, files: readonly string[]): Promise<readonly Import[]> => {
  const sources = files.filter((file) => file.endsWith('.ts'));
  const lists = await Promise.all(sources.map(async (file) =>
    specifiersIn(await readFile(join(root, file), 'utf8')).map((specifier) => ({ file, specifier }))));
  return lists.flat();
};
