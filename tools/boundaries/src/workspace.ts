/** The packages of the workspace and the edges between them, as Nx sees them. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCommand } from '@streamforge/check/run-command';

export interface Project {
  readonly name: string;
  /** Folder relative to the workspace root, such as `libs/market`. */
  readonly root: string;
  readonly tags: readonly string[];
  /** Names of the packages its package.json declares. */
  readonly declares: readonly string[];
}

export interface Edge {
  readonly from: string;
  readonly to: string;
}

export interface Workspace {
  readonly projects: readonly Project[];
  readonly edges: readonly Edge[];
}

interface NxGraph {
  readonly graph: {
    readonly nodes: Readonly<Record<string, { readonly name: string; readonly data: { readonly root: string; readonly tags?: readonly string[] } }>>;
    readonly dependencies: Readonly<Record<string, readonly { readonly source: string; readonly target: string }[]>>;
  };
}

type Manifest = Readonly<Partial<Record<'dependencies' | 'devDependencies' | 'peerDependencies', Readonly<Record<string, string>>>>>;

/** Asks Nx for the graph of the workspace at `root`; rejects with what Nx said when it can't tell. */
export const readWorkspace = async (root: string): Promise<Workspace> => {
  const folder = await mkdtemp(join(tmpdir(), 'streamforge-graph-'));
  const file = join(folder, 'graph.json');
  try {
    const { code, output } = await runCommand(process.execPath, [join(root, 'node_modules/nx/dist/bin/nx.js'), 'graph', `--file=${file}`], {
      cwd: root,
      env: { NX_DAEMON: 'false', NX_TUI: 'false' },
    });
    if (code !== 0) throw new Error(`nx graph failed: ${output}`);
    const { graph } = JSON.parse(await readFile(file, 'utf8')) as NxGraph;
    return {
      projects: await Promise.all(Object.values(graph.nodes).map(async ({ name, data }) => ({
        name,
        root: data.root,
        tags: data.tags ?? [],
        declares: await declaredBy(join(root, data.root, 'package.json')),
      }))),
      edges: Object.values(graph.dependencies).flat()
        .filter(({ target }) => target in graph.nodes)
        .map(({ source, target }) => ({ from: source, to: target })),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

const declaredBy = async (file: string): Promise<readonly string[]> => {
  const { dependencies, devDependencies, peerDependencies } = JSON.parse(await readFile(file, 'utf8')) as Manifest;
  return Object.keys({ ...dependencies, ...devDependencies, ...peerDependencies });
};
