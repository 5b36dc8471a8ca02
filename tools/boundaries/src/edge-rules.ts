/** Which imports are wrong, in words that name the file and the rule. */
import { posix } from 'node:path';
import { allowedEdges, composition, exceptions, isTestFile, layers, testPackages, type Layer } from './allowed-edges.ts';
import type { Import } from './imports.ts';
import type { Project, Workspace } from './workspace.ts';

interface PlacedImport extends Import {
  readonly owner: Project;
  /** The package that is imported, `@scope/name` or `name`; undefined for relative and `node:` imports. */
  readonly target: string | undefined;
  readonly test: boolean;
}

/** All violations of the edge rules; empty when there are none. */
export const edgeViolations = ({ projects, edges }: Workspace, imports: readonly Import[]): readonly string[] => {
  const placed = imports.flatMap((found) => {
    const owner = projects.find(({ root }) => found.file.startsWith(`${root}/`));
    return owner === undefined ? [] : [{ ...found, owner, target: packageOf(found.specifier), test: isTestFile(found.file) }];
  });
  const violations = [
    ...projects.filter((project) => layerOf(project) === undefined)
      .map(({ root, tags }) => `${root}: needs exactly one tag layer:<${layers.join('|')}>, and has [${tags.join(', ')}]`),
    ...placed.filter(leavesItsPackage).map(({ file, specifier }) => `${file}: '${specifier}' leaves its package: import the package by its name`),
    ...placed.filter(isUndeclared).map(({ file, target, owner }) => `${file}: ${target} is not declared in ${owner.root}/package.json`),
    ...placed.flatMap((found) => wrongTarget(found, projects)),
    ...edges.flatMap(({ from, to }) => {
      const source = projects.find(({ name }) => name === from);
      const target = projects.find(({ name }) => name === to);
      const shown = placed.some((found) => found.owner === source && reaches(found, target));
      return source === undefined || target === undefined || shown ? [] : [`${source.root}: declares ${to} and never imports it`];
    }),
  ];
  return [...new Set(violations)];
};

/** The layer of a project, or undefined when its tags name none, several or an unknown one. */
const layerOf = ({ tags }: Pick<Project, 'tags'>): Layer | undefined => {
  const named = tags.filter((tag) => tag.startsWith('layer:')).map((tag) => tag.slice('layer:'.length));
  return named.length === 1 ? layers.find((layer) => layer === named[0]) : undefined;
};

const isPath = (specifier: string): boolean => specifier.startsWith('.') || specifier.startsWith('/') || specifier.startsWith('file:');

const packageOf = (specifier: string): string | undefined => {
  if (isPath(specifier) || specifier.startsWith('node:')) return undefined;
  return specifier.split('/').slice(0, specifier.startsWith('@') ? 2 : 1).join('/');
};

const resolved = ({ file, specifier }: Import): string => posix.normalize(specifier.startsWith('.') ? posix.join(posix.dirname(file), specifier) : specifier);

const leavesItsPackage = ({ file, specifier, owner }: PlacedImport): boolean =>
  isPath(specifier) && !resolved({ file, specifier }).startsWith(`${owner.root}/`);

const isUndeclared = ({ target, owner, test }: PlacedImport): boolean =>
  target !== undefined && target !== owner.name && !owner.declares.includes(target) && !(test && testPackages.includes(target));

const reaches = (found: PlacedImport, target: Project | undefined): boolean =>
  target !== undefined && (found.target === target.name || (isPath(found.specifier) && resolved(found).startsWith(`${target.root}/`)));

const wrongTarget = (found: PlacedImport, projects: readonly Project[]): readonly string[] => {
  const target = projects.find(({ name }) => name === found.target);
  const from = layerOf(found.owner);
  const to = target === undefined ? undefined : layerOf(target);
  if (target === undefined || target === found.owner || from === undefined || to === undefined) return [];
  if (to === 'app') {
    const throughDoor = found.specifier === `${target.name}/${composition.door}`;
    const mayCompose = found.test || from === 'tool' || composition.composers.includes(found.owner.name);
    return throughDoor && mayCompose ? [] : [`${found.file}: an app never imports an app; only ${composition.composers.join(', ')} composes services, through '${target.name}/${composition.door}'`];
  }
  if (found.test) return [];
  const { layers: open, packages } = allowedEdges[from];
  const excepted = exceptions.some((edge) => edge.from === found.owner.name && edge.to === target.name);
  return open.includes(to) || packages.includes(target.name) || excepted
    ? []
    : [`${found.file}: layer:${from} may not import layer:${to} (${target.name})${to === 'testing' ? '; only tests may' : ''}`];
};
