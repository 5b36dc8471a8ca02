/** A model with its runs and versions, for MLflow. */
import type { ExportedMetric, ExportedModel, ExportedRun, ExportedVersion, RunStatus } from '@streamforge/mlflow/exported';
import { flatParams } from '@streamforge/mlflow/flat';
import { exportToFolder } from '@streamforge/mlflow/folder';
import { exportToServer } from '@streamforge/mlflow/server';
import type { RegisteredModel, Run } from '@streamforge/model-registry/entities';
import type { Command } from 'commander';
import type { Act, CommandContext } from '../command.ts';
import { UsageError } from '../complaint.ts';
import { count } from '../output/figures.ts';
import { fileAt, get, pathOf, type Platform } from '../platform/platform.ts';
import { listed, whole } from '../platform/pages.ts';
import type { VersionFacts } from './report.ts';

const help = `
A server is told by its REST API; it takes files when it serves artefacts (mlflow server --serve-artifacts). A folder is written as MLflow’s
file store keeps it: MLFLOW_ALLOW_FILE_STORE=true mlflow ui --backend-store-uri FOLDER shows it, mlflow migrate-filestore moves it to a database.
Exported again, what is new is added. MLFLOW_TRACKING_TOKEN is sent as a bearer token.`;

interface ExportOptions {
  readonly mlflow: string;
}

/** `streamforge models export lag --mlflow http://127.0.0.1:5000`. */
export const addExport = (models: Command, act: Act): void => {
  models.command('export').description('copy a model with its runs, versions and files to MLflow')
    .argument('<model>')
    .requiredOption('--mlflow <place>', 'address of a tracking server, or a folder')
    .addHelpText('after', help)
    .action(act(async (context, { mlflow }: ExportOptions, model: string) => {
      assertPlace(mlflow);
      const exported = await context.withPlatform(async (platform) => exportTo(mlflow, await exportedModel(platform, model), context));
      for (const remark of exported.remarks) context.output.talk(remark);
      context.output.data({ model, place: mlflow, ...exported }, ({ runs, versions, files }) =>
        `${model}: ${count(runs)} runs, ${count(versions)} versions and ${count(files)} files are in ${mlflow}`);
      return 'done';
    }));
};

const isAddress = (place: string): boolean => /^https?:/i.test(place);

/** More than one letter before a colon: a drive has one. */
const SCHEME = /^[a-z][a-z0-9+.-]+:/i;

/** Refuses what is neither an address nor a path, before anything is read for it. */
const assertPlace = (place: string): void => {
  if (place.trim() === '') throw new UsageError('--mlflow is empty: name the address of a tracking server, or a folder');
  const scheme = SCHEME.exec(place)?.[0];
  if (scheme !== undefined && !isAddress(place)) throw new UsageError(`--mlflow "${place}": ${scheme} is no kind of address that is known; name one of http: or https:, or a folder by its path`);
  if (isAddress(place) && (!/^https?:\/\//i.test(place) || !URL.canParse(place))) throw new UsageError(`--mlflow "${place}" is no address such as http://127.0.0.1:5000`);
};

const exportTo = (place: string, model: ExportedModel, { shell: { signal, terminal: { env } } }: CommandContext) => isAddress(place)
  ? exportToServer({ url: place, token: env['MLFLOW_TRACKING_TOKEN'], signal }, model)
  : exportToFolder(place, model);

const statuses: Readonly<Record<Run['status'], RunStatus>> = { running: 'RUNNING', finished: 'FINISHED', failed: 'FAILED', cancelled: 'KILLED' };

const MOST_RUNS = 500;
const MOST_VERSIONS = 100_000;

const exportedModel = async (platform: Platform, name: string): Promise<ExportedModel> => {
  const { model } = await get(platform, pathOf(['v1', 'gnn', 'models', name], { limit: 1 })) as { readonly model: RegisteredModel };
  const versions = await listed(platform, ['v1', 'gnn', 'models', name], 'versions', {}, MOST_VERSIONS) as unknown as readonly VersionFacts[];
  const runs = await whole(platform, ['v1', 'gnn', 'runs'], 'runs', { model: name, limit: MOST_RUNS }) as unknown as readonly Run[];
  return {
    name, createdAt: model.createdAt, champion: model.champion,
    runs: await Promise.all(runs.toReversed().map((run) => exportedRun(platform, run))),
    versions: await Promise.all(versions.toReversed().map((version) => exportedVersion(platform, version))),
  };
};

const exportedRun = async (platform: Platform, { id, kind, status, params, seed, dataFrom, dataTo, graphHash, codeVersion, message, startedAt, endedAt }: Run): Promise<ExportedRun> => {
  const { metrics } = await get(platform, pathOf(['v1', 'gnn', 'runs', id, 'metrics'])) as { readonly metrics: readonly ExportedMetric[] };
  const tags = Object.entries({ kind, verdict: message, graphHash, dataFrom, dataTo, codeVersion }).flatMap(([key, value]): readonly (readonly [string, string])[] =>
    (value === null ? [] : [[`streamforge.${key}`, String(value)]]));
  return { id, status: statuses[status], startedAt, endedAt, metrics, tags: new Map(tags), params: new Map(flatParams({ ...params, seed })) };
};

const exportedVersion = async (platform: Platform, { model, version, run, createdAt, verdict }: VersionFacts): Promise<ExportedVersion> => {
  const { files } = await get(platform, pathOf(['v1', 'gnn', 'models', model, 'versions', String(version)])) as { readonly files: readonly { readonly name: string; readonly href: string }[] };
  return { version, run, createdAt, description: verdict, files: files.map(({ name, href }) => ({ name, read: () => fileAt(platform, href) })) };
};
