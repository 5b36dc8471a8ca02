import { access, mkdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withComposed, withDependency } from './composition.ts';
import { withService } from './contract-entry.ts';
import type { PackageName } from './name.ts';
import { rendered } from './template.ts';

export const kinds = ['library', 'service'] as const;
export type Kind = (typeof kinds)[number];

export interface NewPackage {
  /** Root of the workspace. */
  readonly root: string;
  readonly kind: Kind;
  readonly name: PackageName;
}

const templates = fileURLToPath(new URL('../templates/', import.meta.url));

/** Where a service is named beside its own folder: the contract declares it, the command line runs it. */
const mentions = {
  'libs/contracts/src/services.ts': withService,
  'apps/streamforge/src/platform/services.ts': withComposed,
  'apps/streamforge/package.json': withDependency,
} as const;

/** Writes the package, and mentions a service wherever one is mentioned. Resolves to the paths it wrote; refuses a folder that exists. */
export const makePackage = async ({ root, kind, name }: NewPackage): Promise<readonly string[]> => {
  const folder = `${kind === 'library' ? 'libs' : 'apps'}/${name.kebab}`;
  const taken = await access(join(root, folder)).then(() => true, () => false);
  if (taken) throw new Error(`${folder} exists already`);
  const files = (await rendered(join(templates, kind), { ...name })).map(({ path, text }) => ({ path: `${folder}/${path}`, text }));
  const changed = kind === 'library' ? [] : await Promise.all(Object.entries(mentions).map(async ([path, mention]) =>
    ({ path, text: mention(await readFile(join(root, path), 'utf8'), name) })));
  for (const { path, text } of [...files, ...changed]) {
    await mkdir(dirname(join(root, path)), { recursive: true });
    await writeFile(join(root, path), text);
  }
  return [...files, ...changed].map(({ path }) => path);
};
