/**
 * Bundles one app into a few files that Node runs from an otherwise empty directory. Modules that run in threads of their own are loaded
 * by URL (`new URL('./worker.ts', import.meta.url)`): each becomes an entry point beside `main.mjs`, and the URL is written anew. All
 * files lie in one directory, so that a URL means the same from whichever of them it is read. `third-party` beside them says whose packages they hold.
 */
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import type { Plugin } from 'esbuild';
import { build } from 'esbuild';
import { layDownPackages } from './third-party.ts';

export interface BundleOptions {
  /** Root of the repository. */
  readonly root: string;
  /** Name of a folder of `apps`. */
  readonly app: string;
  readonly outdir: string;
}

/** A module that is named by URL; the text is that of our own sources, which know one way to write it. */
const byUrl = /new URL\((['"])(?<path>[^'"]+\.ts)\1, import\.meta\.url\)/g;

/** Packages written before ES modules ask for these. */
const banner = `import { createRequire as bundledRequire } from 'node:module';
import { dirname as bundledDirname } from 'node:path';
const require = bundledRequire(import.meta.url);
const __filename = import.meta.filename;
const __dirname = bundledDirname(__filename);`;

/** `libs/sqlite/src/worker.ts` becomes `libs-sqlite-worker`. */
const entryName = (root: string, file: string): string =>
  relative(root, file).split(sep).filter((part) => part !== 'src').join('-').replace(/\.ts$/, '');

/** Rewrites URLs of modules, and tells of every module it met. */
const modulesByUrl = (root: string, met: (file: string) => void): Plugin => ({
  name: 'modules-by-url',
  setup: ({ onLoad }) => {
    onLoad({ filter: /\.ts$/ }, async ({ path }) => {
      const text = await readFile(path, 'utf8');
      const contents = text.replace(byUrl, (...match) => {
        const groups = match.at(-1) as { readonly path: string };
        const file = resolve(dirname(path), groups.path);
        met(file);
        return `new URL('./${entryName(root, file)}.mjs', import.meta.url)`;
      });
      return { contents, loader: 'ts' };
    });
  },
});

/** Bundles `apps/<app>/src/main.ts`. Returns the names of the files written, `main.mjs` among them; rejects as esbuild does. */
export const bundle = async ({ root, app, outdir }: BundleOptions): Promise<readonly string[]> => {
  const entries = new Map([['main', resolve(root, 'apps', app, 'src', 'main.ts')]]);
  for (;;) {
    const known = entries.size;
    const { outputFiles, metafile } = await build({
      absWorkingDir: root,
      entryPoints: Object.fromEntries(entries),
      outdir,
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      target: 'node24',
      outExtension: { '.js': '.mjs' },
      entryNames: '[name]',
      chunkNames: 'part-[hash]',
      banner: { js: banner },
      keepNames: true,
      // A native accelerator of pg that nothing installs.
      external: ['pg-native'],
      plugins: [modulesByUrl(root, (file) => entries.set(entryName(root, file), file))],
      logLevel: 'silent',
      write: false,
      metafile: true,
    });
    // Only now is it known which modules are loaded by URL; they may load others.
    if (entries.size > known) continue;
    await mkdir(outdir, { recursive: true });
    for (const { path, contents } of outputFiles) await writeFile(path, contents);
    await layDownPackages(root, metafile, join(outdir, 'third-party'));
    return outputFiles.map(({ path }) => basename(path));
  }
};
