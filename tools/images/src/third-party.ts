/**
 * The packages of others that a bundle holds. A bundle has lost their names: who lists what an image is made of (Syft, Trivy) looks for package.json
 * files, and most licences want their text passed on. Both are laid beside the bundle, a folder for each package.
 */
import { cp, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Metafile } from 'esbuild';

const notice = /^(?:licen[cs]e|copying|notice)/i;

/** The folders of packages, from the root of the repository, of which at least a byte is in the bundle; in a steady order. */
export const bundledPackages = ({ outputs }: Metafile): readonly string[] => {
  const files = Object.values(outputs).flatMap(({ inputs }) => Object.entries(inputs).filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([file]) => file));
  const folders = files.map((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0]).filter((folder) => folder !== undefined);
  return [...new Set(folders)].toSorted();
};

/** Writes `<outdir>/<name>@<version>/` for each: its package.json as far as it says who it is, and the texts of its licence. Returns the names of these folders. */
export const layDownPackages = async (root: string, metafile: Metafile, outdir: string): Promise<readonly string[]> => {
  const written = new Set<string>();
  for (const folder of bundledPackages(metafile)) {
    const { name, version, license } = JSON.parse(await readFile(join(root, folder, 'package.json'), 'utf8')) as Readonly<Record<string, unknown>>;
    const place = `${String(name).replace('/', '+')}@${String(version)}`;
    written.add(place);
    await mkdir(join(outdir, place), { recursive: true });
    await writeFile(join(outdir, place, 'package.json'), JSON.stringify({ name, version, license }));
    const texts = (await readdir(join(root, folder), { withFileTypes: true })).filter((entry) => entry.isFile() && notice.test(entry.name));
    for (const { name: text } of texts) await cp(join(root, folder, text), join(outdir, place, text));
  }
  return [...written];
};
