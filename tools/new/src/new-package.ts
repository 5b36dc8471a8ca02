import { access, mkdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { withComposed, withDependency } from './composition.ts';
import { nextHttpPort, withService } from './contract-entry.ts';
import { deployedIn, linksOf } from './deployment.ts';
import type { PackageName } from './name.ts';
import { rendered, type RenderedFile } from './template.ts';

export const kinds = ['library', 'service'] as const;
export type Kind = (typeof kinds)[number];

export interface NewPackage {
  /** Root of the workspace. */
  readonly root: string;
  readonly kind: Kind;
  readonly name: PackageName;
}

const templates = fileURLToPath(new URL('../templates/', import.meta.url));

const contractPath = 'libs/contracts/src/services.ts';

/** Where a service is named beside its own folders: the contract declares it, the command line runs it, and each way of deploying deploys it. */
const mentions = {
  [contractPath]: withService,
  'apps/streamforge/src/platform/services.ts': withComposed,
  'apps/streamforge/package.json': withDependency,
  ...deployedIn,
} as const;

const filesFrom = async (template: string, folder: string, name: PackageName): Promise<readonly RenderedFile[]> =>
  (await rendered(join(templates, template), { ...name })).map(({ path, text }) => ({ path: `${folder}/${path}`, text }));

/**
 * Writes the package; of a service also its chart, and mentions it wherever one is mentioned. Resolves to the paths it wrote; refuses a folder that
 * exists. Nothing is written where anything can't be.
 */
export const makePackage = async ({ root, kind, name }: NewPackage): Promise<readonly string[]> => {
  const folder = `${kind === 'library' ? 'libs' : 'apps'}/${name.kebab}`;
  const chart = `charts/${name.kebab}`;
  for (const taken of kind === 'library' ? [folder] : [folder, chart]) {
    if (await access(join(root, taken)).then(() => true, () => false)) throw new Error(`${taken} exists already`);
  }
  const files = [...await filesFrom(kind, folder, name)];
  const links = kind === 'library' ? {} : linksOf(name);
  if (kind === 'service') {
    const service = { ...name, http: nextHttpPort(await readFile(join(root, contractPath), 'utf8')) };
    files.push(...await filesFrom('chart', chart, name));
    files.push(...await Promise.all(Object.entries(mentions).map(async ([path, mention]) => ({ path, text: mention(await readFile(join(root, path), 'utf8'), service) }))));
  }
  for (const path of [...files.map((file) => file.path), ...Object.keys(links)]) await mkdir(dirname(join(root, path)), { recursive: true });
  for (const { path, text } of files) await writeFile(join(root, path), text);
  for (const [path, target] of Object.entries(links)) await symlink(target, join(root, path));
  return [...files.map(({ path }) => path), ...Object.keys(links)];
};
