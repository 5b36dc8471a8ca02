import { StreamForgeError } from '@streamforge/contracts/errors';
import { ModelName } from '@streamforge/contracts/events/gnn';
import { isArtefactFile } from '@streamforge/model-registry/artefact';
import type { ModelVersion, RegisteredModel } from '@streamforge/model-registry/entities';
import type { Registry } from '@streamforge/model-registry/registry';
import type { ObjectStore } from '@streamforge/object-store/port';
import type { HostMetrics } from '@streamforge/service-host/metrics';
import { z } from 'zod';
import { count, limit } from '../api/parameters.ts';
import { route, type AnyRoute } from '../api/route.ts';

const RegisteredAnswer = z.object({
  name: z.string(),
  versions: z.int().describe('How many there are.'),
  newest: z.int().nullable(),
  champion: z.int().nullable().describe('The version in use; null where none was better than its baselines.'),
  createdAt: z.int(),
});

export const VersionAnswer = z.object({
  model: z.string(),
  version: z.int(),
  run: z.string(),
  prefix: z.string().describe('Of its objects in the object store.'),
  sha256: z.string().describe('Of its manifest.'),
  trainedFrom: z.int(),
  trainedTo: z.int(),
  accuracy: z.number().describe('Share of test samples whose direction it named.'),
  baseline: z.object({ name: z.string(), accuracy: z.number() }).describe('The best one on the same samples.'),
  better: z.boolean().describe('Whether it beats that baseline beyond the interval.'),
  verdict: z.string(),
  createdAt: z.int(),
});

const AliasAnswer = z.object({
  version: z.int().nullable(),
  previous: z.int().nullable(),
  by: z.string().describe('Job that asked for it.'),
  why: z.enum(['better', 'promoted', 'forced', 'rolled-back']),
  at: z.int(),
});

const FileAnswer = z.object({ name: z.string(), bytes: z.int(), sha256: z.string(), href: z.string() });

/** Exactly the fields of the answer: what a lib adds is shown when it is declared. */
const registered = ({ name, versions, newest, champion, createdAt }: RegisteredModel): z.input<typeof RegisteredAnswer> =>
  ({ name, versions, newest, champion, createdAt });

export const shownVersion = ({ baseline, ...version }: ModelVersion): z.input<typeof VersionAnswer> =>
  ({ ...version, baseline: { name: baseline.name, accuracy: baseline.accuracy } });

export const versionPath = z.strictObject({ name: ModelName, version: count(1, 1_000_000_000) });

/** The version of a path. Throws MODEL_UNKNOWN. */
export const versionAt = async (registry: Registry, { name, version }: z.output<typeof versionPath>): Promise<ModelVersion> => {
  const found = await registry.version(name, version);
  if (found === undefined) throw new StreamForgeError('MODEL_UNKNOWN', `It was ${name} version ${version}.`);
  return found;
};

/** Keeps the gauge of registered models, by whether one of their versions is champion. */
export const showModels = (registry: () => Promise<Registry>, metrics: Pick<HostMetrics, 'beforeScrape' | 'set'>): void => metrics.beforeScrape(async () => {
  const models = await (await registry()).models();
  const champions = models.filter(({ champion }) => champion !== null).length;
  metrics.set('streamforge_models', { champion: 'yes' }, champions);
  metrics.set('streamforge_models', { champion: 'no' }, models.length - champions);
});

/** Registered models and their versions. */
export const modelRoutes = (registry: () => Promise<Registry>, objects: ObjectStore): readonly AnyRoute[] => [
  route({
    method: 'GET',
    url: '/v1/gnn/models',
    tag: 'models',
    says: 'Registered models, by name.',
    answer: z.object({ models: z.array(RegisteredAnswer) }),
    handle: async () => ({ models: (await (await registry()).models()).map(registered) }),
  }),
  route({
    method: 'GET',
    url: '/v1/gnn/models/{name}',
    tag: 'models',
    says: 'One model: its versions, newest first, and every move of the alias champion.',
    path: z.strictObject({ name: ModelName }),
    query: z.strictObject({ limit: limit(50, 500), cursor: count(1, 1_000_000_000).optional().describe('`next` of the page before: a version.') }),
    answer: z.object({ model: RegisteredAnswer, versions: z.array(VersionAnswer), next: z.string().nullable(), aliases: z.array(AliasAnswer) }),
    errors: ['MODEL_UNKNOWN'],
    handle: async ({ path: { name }, query: { limit: most, cursor: before } }) => {
      const opened = await registry();
      const model = await opened.model(name);
      if (model === undefined) throw new StreamForgeError('MODEL_UNKNOWN', `It was ${name}.`);
      const versions = await opened.versions(name, { before, limit: most });
      return {
        model: registered(model),
        versions: versions.map(shownVersion),
        next: versions.length === most ? String(versions.at(-1)?.version) : null,
        aliases: (await opened.aliasHistory(name)).map(({ version, previous, by, why, at }) => ({ version, previous, by, why, at })),
      };
    },
  }),
  route({
    method: 'GET',
    url: '/v1/gnn/models/{name}/versions/{version}',
    tag: 'models',
    says: 'One version of a model, and the files of its artefact.',
    path: versionPath,
    answer: z.object({ version: VersionAnswer, files: z.array(FileAnswer) }),
    errors: ['MODEL_UNKNOWN'],
    handle: async ({ path }) => {
      const version = await versionAt(await registry(), path);
      return { version: shownVersion(version), files: await filesOf(objects, version) };
    },
  }),
];

const filesOf = async (objects: ObjectStore, { model, version, prefix }: ModelVersion): Promise<z.input<typeof FileAnswer>[]> => {
  const files: z.input<typeof FileAnswer>[] = [];
  for await (const { key, bytes, sha256 } of objects.list(prefix)) {
    const name = key.slice(prefix.length);
    if (!isArtefactFile(name) && name !== 'manifest.json') continue;
    files.push({ name, bytes, sha256, href: `/v1/gnn/models/${model}/versions/${version}/files/${name}` });
  }
  return files;
};
