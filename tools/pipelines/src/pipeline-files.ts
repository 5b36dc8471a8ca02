/** The generated pipeline files: one for each live service of the contract. */
import { serviceNames, serviceOf } from '@streamforge/contracts/services';
import { stringify } from 'yaml';
import { imageSources, readImageGraph, type ImageGraph } from './image-sources.ts';
import { servicePipeline } from './service-pipeline.ts';

export interface GeneratedFile {
  /** From the root of the repository, with slashes. */
  readonly path: string;
  readonly text: string;
}

const HEADER = 'Generated from libs/contracts and the Nx graph: npm run generate';

/** Folder of the generated pipeline files. */
export const pipelineFolder = '.gitlab/services';

export const pipelineFilesOf = (graph: ImageGraph, services: readonly string[]): readonly GeneratedFile[] => services.map((service) => ({
  path: `${pipelineFolder}/${service}.yml`,
  // A list of patterns that several rules share becomes one anchor.
  text: `# ${HEADER}\n${stringify(servicePipeline(service, imageSources(graph, `apps/${service}`)), { lineWidth: 0 })}`,
}));

/** The files as the workspace at `root` makes them. Asks Nx: some seconds. */
export const pipelineFiles = async (root: string): Promise<readonly GeneratedFile[]> =>
  pipelineFilesOf(await readImageGraph(root), serviceNames.filter((name) => serviceOf(name).status === 'live'));
