/** A copy of the workspace in which packages can be made and checked; third-party packages are linked, our own are the copy's. */
import { existsSync } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ours = '@streamforge';
const files = ['package.json', 'nx.json', 'tsconfig.base.json', 'tsconfig.json', '.oxlintrc.json', '.gitignore', 'vitest.config.ts', 'compose.yaml', '.env.example', '.gitlab-ci.yml'];
const packages = ['libs', 'apps', 'tools'];
/** What a service is deployed from, and the pages that are made of it. */
const deployed = ['charts', 'deploy', '.gitlab', 'docs/reference', 'docs/cluster'];
const left = /(^|\/)(node_modules|coverage|\.cache|\.nx)$/;

export interface WorkspaceCopy {
  readonly root: string;
  /** Makes a package of the copy importable by its name, as `npm install` would. */
  link(folder: string): Promise<void>;
  remove(): Promise<void>;
}

export const copyWorkspace = async (): Promise<WorkspaceCopy> => {
  const source = process.cwd();
  const root = await mkdtemp(join(tmpdir(), 'streamforge-new-'));
  for (const file of files) await cp(file, join(root, file));
  // Links lead to what is copied, and not back to here.
  for (const folder of [...packages, ...deployed]) await cp(folder, join(root, folder), { recursive: true, verbatimSymlinks: true, filter: (path) => !left.test(path) });
  await mkdir(join(root, '.cache'));
  if (existsSync('.cache/tools')) await symlink(join(source, '.cache/tools'), join(root, '.cache/tools'));

  await mkdir(join(root, 'node_modules', ours), { recursive: true });
  for (const entry of await readdir('node_modules')) {
    if (entry !== ours && entry !== '.cache') await symlink(join(source, 'node_modules', entry), join(root, 'node_modules', entry));
  }
  const link = async (folder: string): Promise<void> => {
    const { name } = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8')) as { readonly name: string };
    await symlink(join(root, folder), join(root, 'node_modules', name));
    const nested = join(source, folder, 'node_modules');
    const owned = await readdir(nested).catch(() => []);
    if (owned.length > 0) await symlink(nested, join(root, folder, 'node_modules'));
  };
  for (const folder of packages) {
    for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
      const made = entry.isDirectory() && (await readdir(join(root, folder, entry.name))).includes('package.json');
      if (made) await link(`${folder}/${entry.name}`);
    }
  }
  return { root, link, remove: async () => rm(root, { recursive: true, force: true }) };
};
