/** A generated file: where it lies and what it says. */
import { stringify } from 'yaml';

export interface Artefact {
  /** From the root of the repository, with slashes. */
  readonly path: string;
  readonly text: string;
}

const HEADER = 'Generated from libs/contracts: npm run generate';

/** A YAML file; the only place where YAML is written. Go's readers, helm's among them, take a bare `on` for true: such words are quoted. */
export const yamlFile = (path: string, data: unknown): Artefact => ({
  path,
  text: `# ${HEADER}\n${stringify(data, { lineWidth: 0, aliasDuplicateObjects: false, compat: 'yaml-1.1' })}`,
});

export const jsonFile = (path: string, data: unknown): Artefact => ({ path, text: `${JSON.stringify(data, null, 2)}\n` });

/** A Markdown page below its title. */
export const markdownFile = (path: string, title: string, body: string): Artefact => ({ path, text: `<!-- ${HEADER} -->\n# ${title}\n\n${body.trim()}\n` });
