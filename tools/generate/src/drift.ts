/** What on disk is not what the contract makes: files that are stale, missing, or made by nothing any more. */
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { diff } from 'node:util';
import type { Artefact } from './artefact.ts';

export interface Drift {
  readonly path: string;
  readonly kind: 'stale' | 'missing' | 'left over';
  /** Lines that differ, each with its sign, and a few around them; empty unless the file is stale. */
  readonly lines: readonly string[];
}

/** Folders in which nothing is written by hand. */
const owned = ['docs/reference', '.gitlab/services', 'deploy/argocd/applications', 'deploy/argocd/environments'] as const;

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

/** Undefined where there is nothing, or a file in place of one of its folders. */
const exists = async <Found>(found: Promise<Found>): Promise<Found | undefined> => {
  try {
    return await found;
  } catch (error) {
    if (codeOf(error) === 'ENOENT' || codeOf(error) === 'ENOTDIR') return undefined;
    throw error;
  }
};

const readText = async (root: string, path: string): Promise<string | undefined> => {
  try {
    return await exists(readFile(join(root, path), 'utf8'));
  } catch (error) {
    if (codeOf(error) === 'EISDIR') throw new Error(`${path} is a folder, and a generated file is to lie there: remove it`, { cause: error });
    throw error;
  }
};

const filesBelow = async (root: string, folder: string): Promise<readonly string[]> =>
  (await exists(readdir(join(root, folder), { withFileTypes: true, recursive: true })) ?? [])
    .filter((entry) => entry.isFile()).map((entry) => relative(root, join(entry.parentPath, entry.name)));

/** Files that there are below `root` where nothing is written by hand: in charts, and in folders that something wanted lies in. */
const generatedFiles = async (root: string, wanted: readonly string[]): Promise<readonly string[]> => {
  const charts = (await exists(readdir(join(root, 'charts'))) ?? []).map((chart) => `charts/${chart}/generated`);
  return (await Promise.all([...owned.filter((folder) => wanted.some((path) => path.startsWith(`${folder}/`))), ...charts].map((folder) => filesBelow(root, folder)))).flat().toSorted();
};

const AROUND = 2;

/** Differing lines as `-` (on disk) and `+` (wanted), with what stands around them; `…` where lines were left out. */
const differing = (present: string, wanted: string): readonly string[] => {
  // A checkout that changed them makes every line differ and none look different.
  if (present.replaceAll('\r\n', '\n') === wanted) return ['line endings only: it has CRLF, and is to have LF; `git config core.autocrlf false`, and check it out anew'];
  const found = diff(present.split('\n'), wanted.split('\n'));
  const near = (index: number): boolean => found.slice(Math.max(0, index - AROUND), index + AROUND + 1).some(([sign]) => sign !== 0);
  return found.flatMap(([sign, line], index) => {
    if (near(index)) return [`${sign === 0 ? ' ' : sign === 1 ? '-' : '+'} ${line}`];
    return index > 0 && near(index - 1) ? ['  …'] : [];
  });
};

/** Compares what is wanted with what lies below `root`, by path. */
export const driftOf = async (root: string, wanted: readonly Artefact[]): Promise<readonly Drift[]> => {
  const paths = new Set(wanted.map(({ path }) => path));
  const compared = await Promise.all(wanted.map(async ({ path, text }): Promise<readonly Drift[]> => {
    const present = await readText(root, path);
    if (present === undefined) return [{ path, kind: 'missing', lines: [] }];
    return present === text ? [] : [{ path, kind: 'stale', lines: differing(present, text) }];
  }));
  const leftOver = (await generatedFiles(root, [...paths])).filter((path) => !paths.has(path)).map((path): Drift => ({ path, kind: 'left over', lines: [] }));
  return [...compared.flat(), ...leftOver].toSorted((a, b) => (a.path < b.path ? -1 : 1));
};

const MOST_LINES = 40;
const says = { stale: 'is stale', missing: 'is missing', 'left over': 'is left over: nothing makes it any more' } as const;

/** For people: each file, what is wrong with it, and how it differs. */
export const shown = (drifts: readonly Drift[]): string => drifts.map(({ path, kind, lines }) => [
  `${path} ${says[kind]}`,
  ...lines.slice(0, MOST_LINES).map((line) => `    ${line}`),
  ...lines.length > MOST_LINES ? [`    … ${lines.length - MOST_LINES} more lines`] : [],
].join('\n')).join('\n\n');
