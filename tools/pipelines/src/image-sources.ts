/** Which files a service's image is made from, as patterns that GitLab compares a change with. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { readWorkspace, type Edge, type Workspace } from '@streamforge/boundaries/workspace';

/** The packages of the workspace, and of the edges between them those that an image holds: tests' are left out. */
export interface ImageGraph {
  readonly projects: Workspace['projects'];
  readonly edges: readonly Edge[];
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
}

/** What every image is made from beside packages: the build itself, the lock file, the bundler. */
export const sharedSources: readonly string[] = ['Dockerfile', '.dockerignore', 'package.json', 'package-lock.json', 'tools/images/{package.json,src/**/*}'];

/** Files of a package that can reach an image: .dockerignore leaves out tests and pages. */
export const sourcesOf = (root: string): string => `${root}/{package.json,src/**/*}`;

/** Reads the graph from Nx, without edges that a package declares for its development only. */
export const readImageGraph = async (root: string): Promise<ImageGraph> => {
  const { projects, edges } = await readWorkspace(root);
  const developed = new Map(await Promise.all(projects.map(async (project) => {
    const { dependencies = {}, devDependencies = {} } = JSON.parse(await readFile(join(root, project.root, 'package.json'), 'utf8')) as Manifest;
    return [project.name, new Set(Object.keys(devDependencies).filter((name) => !(name in dependencies)))] as const;
  })));
  return { projects, edges: edges.filter(({ from, to }) => developed.get(from)?.has(to) !== true) };
};

/** Every package that an image of this one holds, itself among them; in a steady order. Throws where there is no such package. */
export const packagesOf = ({ projects, edges }: ImageGraph, root: string): readonly string[] => {
  const start = projects.find((project) => project.root === root);
  if (start === undefined) throw new Error(`no package of the workspace lies in ${root}`);
  const reached = new Set([start.name]);
  // A set hands out what is added while it is walked.
  for (const name of reached) for (const { from, to } of edges) if (from === name) reached.add(to);
  return projects.filter(({ name }) => reached.has(name)).map((project) => project.root).toSorted();
};

/** Patterns of all files that a change of may change the image of the app in `root`. */
export const imageSources = (graph: ImageGraph, root: string): readonly string[] => [...sharedSources, ...packagesOf(graph, root).map(sourcesOf)];
