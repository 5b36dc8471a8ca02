/**
 * What `npm ci` asks of the package.json files of a workspace, taken from its lock file: `node manifests.ts write` lays it down where there is nothing
 * but the lock file, `node manifests.ts check` says where the real ones ask for something else. So the layer of an image that holds the packages hangs
 * on the lock file, and on no list of workspaces. Reads and writes below the present folder, and imports nothing that has to be installed.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';

/** Fields that decide what is installed, and where. */
const fields = [
  'name', 'version', 'workspaces', 'engines', 'dependencies', 'devDependencies', 'optionalDependencies', 'peerDependencies', 'peerDependenciesMeta',
] as const;

export type Manifest = Readonly<Partial<Record<typeof fields[number], unknown>>>;

const parsed = async (file: string): Promise<unknown> => JSON.parse(await readFile(file, 'utf8'));

const asked = (manifest: Manifest): Manifest => Object.fromEntries(fields.filter((field) => manifest[field] !== undefined).map((field) => [field, manifest[field]]));

/** The manifests in a lock file, by the folder they belong to; the workspace's own has the empty one. */
export const lockedManifests = async (root: string): Promise<ReadonlyMap<string, Manifest>> => {
  const { packages } = await parsed(join(root, 'package-lock.json')) as { readonly packages: Readonly<Record<string, Manifest>> };
  return new Map(Object.entries(packages).filter(([folder]) => !folder.split('/').includes('node_modules')).map(([folder, manifest]) => [folder, asked(manifest)]));
};

/** Writes them into an otherwise empty folder that holds the lock file. */
export const writeManifests = async (root: string): Promise<void> => {
  for (const [folder, manifest] of await lockedManifests(root)) {
    await mkdir(join(root, folder), { recursive: true });
    await writeFile(join(root, folder, 'package.json'), JSON.stringify(manifest));
  }
};

/** Folders whose package.json asks for something else than the lock file says, or is not there. Of one that the lock file lacks nothing was installed, so a bundle fails. */
export const unlocked = async (root: string): Promise<readonly string[]> => {
  const found: string[] = [];
  for (const [folder, manifest] of await lockedManifests(root)) {
    const real = await parsed(join(root, folder, 'package.json')).catch(() => ({})) as Manifest;
    if (!isDeepStrictEqual(asked(real), manifest)) found.push(join(folder, 'package.json'));
  }
  return found;
};

if (import.meta.main) {
  const root = process.cwd();
  if (process.argv[2] === 'write') await writeManifests(root);
  else if (process.argv[2] === 'check') {
    const files = await unlocked(root);
    if (files.length > 0) {
      process.stderr.write(`package-lock.json and ${files.join(', ')} say different things: run npm install, and commit the lock file.\n`);
      process.exitCode = 1;
    }
  } else {
    process.stderr.write('usage: node tools/images/src/manifests.ts write|check\n');
    process.exitCode = 2;
  }
}
