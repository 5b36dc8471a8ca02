/** The generated files: a pipeline for each service of the contract, and ArgoCD's objects for each environment. */
import { serviceNames } from '@streamforge/contracts/services';
import { stringify } from 'yaml';
import { applicationSetOf, applicationsFolder, applicationsOf } from './argocd/environment.ts';
import type { PipelineFile } from './gitlab.ts';
import { imageSources, readImageGraph, sharedSources, sourcesOf, type ImageGraph } from './image-sources.ts';
import { environments, servicePipeline } from './service-pipeline.ts';

export interface GeneratedFile {
  /** From the root of the repository, with slashes. */
  readonly path: string;
  readonly text: string;
}

const HEADER = 'Generated from libs/contracts and the Nx graph: npm run generate';

/** Folder of the generated pipeline files. */
export const pipelineFolder = '.gitlab/services';

const pipelineFile = (service: string, pipeline: PipelineFile): GeneratedFile => ({
  path: `${pipelineFolder}/${service}.yml`,
  // A list of patterns that several rules share becomes one anchor.
  text: `# ${HEADER}\n${stringify(pipeline, { lineWidth: 0 })}`,
});

export const pipelineFilesOf = (graph: ImageGraph, services: readonly string[]): readonly GeneratedFile[] =>
  services.map((service) => pipelineFile(service, servicePipeline(service, imageSources(graph, `apps/${service}`))));

/**
 * The image of the command line, which no environment runs until someone on call needs it. It holds every service, and a change of one is not worth
 * building it: it is built when its own commands or the contract change, and when someone names it in SERVICES.
 */
const commandLineFile = (): GeneratedFile =>
  pipelineFile('streamforge', servicePipeline('streamforge', [...sharedSources, sourcesOf('apps/streamforge'), sourcesOf('libs/contracts')], false));

const argocdFile = (path: string, object: unknown): GeneratedFile => ({ path, text: `# ${HEADER}\n${stringify(object, { lineWidth: 0, aliasDuplicateObjects: false })}` });

/** What ArgoCD is given for environments with these services. */
export const argocdFilesOf = (services: readonly string[]): readonly GeneratedFile[] => environments.flatMap((environment) => [
  argocdFile(`deploy/argocd/environments/${environment}.yaml`, applicationSetOf(environment)),
  ...applicationsOf(environment, services).map((application) =>
    argocdFile(`${applicationsFolder(environment)}/${application.metadata.name.slice(environment.length + 1)}.yaml`, application)),
]);

/** The files as the workspace at `root` makes them. Asks Nx: some seconds. */
export const pipelineFiles = async (root: string): Promise<readonly GeneratedFile[]> => {
  return [...pipelineFilesOf(await readImageGraph(root), serviceNames), commandLineFile(), ...argocdFilesOf(serviceNames)];
};
