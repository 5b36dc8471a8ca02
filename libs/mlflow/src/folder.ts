/**
 * A folder as MLflow’s file store keeps it (`MLFLOW_ALLOW_FILE_STORE=true mlflow ui --backend-store-uri <folder>`): an experiment with its runs, and the registered model
 * with its versions and aliases. Ids come from names, so that exporting again writes the same files.
 */
import { sha256 } from '@streamforge/codec/digest';
import { TerminalError } from '@streamforge/contracts/errors';
import { makeDirectory } from '@streamforge/directory/make-directory';
import { access, constants, rm, writeFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ARTEFACTS, tagNames, type Exported, type ExportedModel, type ExportedRun, type ExportedVersion } from './exported.ts';

type Yaml = string | number | null | readonly never[] | Readonly<Record<string, never>>;

/** JSON is YAML: quoted so that no name can end a line. */
const yaml = (facts: Readonly<Record<string, Yaml>>): string =>
  Object.entries(facts).toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([key, value]) => `${key}: ${JSON.stringify(value)}\n`).join('');

/** MLflow’s experiments have numbers of 18 digits for ids. */
const experimentId = (name: string): string => String(100_000_000_000_000_000n + (BigInt(`0x${sha256(name).slice(0, 16)}`) % 800_000_000_000_000_000n));

/** The id of a job’s run as MLflow spells ids: 32 hexadecimal digits. */
export const runId = (job: string): string => sha256(job).slice(0, 32);

const USER = 'streamforge';

type Write = (path: string, body: string | Uint8Array) => Promise<void>;

/** Writes under one directory only. */
const writerOf = (directory: string): Write => async (path, body) => {
  const target = join(directory, path);
  if (!target.startsWith(`${directory}/`)) throw new RangeError(`${path} leads out of the folder`);
  await makeDirectory(dirname(target));
  await writeFile(target, body);
};

/** Makes the folder where it is not there yet. Throws `FILE_UNWRITABLE` for what is none, and where nothing can be written. */
const openFolder = async (directory: string): Promise<void> => {
  try {
    await makeDirectory(directory);
    await access(directory, constants.W_OK);
  } catch (error) {
    const { code = String(error) } = error as NodeJS.ErrnoException;
    const why = code === 'EEXIST' || code === 'ENOTDIR' ? 'a file is there' : code === 'ENOENT' ? (error as Error).message : code;
    throw new TerminalError('FILE_UNWRITABLE', `${directory} can’t be used as a folder: ${why.replace(/\.$/, '')}.`, {}, { cause: error });
  }
};

const writeRun = async (write: Write, directory: string, experiment: string, run: ExportedRun): Promise<void> => {
  const id = runId(run.id);
  const place = `${experiment}/${id}`;
  const at = run.endedAt ?? run.startedAt;
  await write(`${place}/meta.yaml`, yaml({
    artifact_uri: pathToFileURL(join(directory, place, 'artifacts')).href, end_time: run.endedAt, entry_point_name: '', experiment_id: experiment, lifecycle_stage: 'active',
    run_id: id, run_name: run.id, run_uuid: id, source_name: '', source_type: 4, source_version: '', start_time: run.startedAt,
    // The file store writes a status as its number.
    status: { RUNNING: 1, FINISHED: 3, FAILED: 4, KILLED: 5 }[run.status], tags: [], user_id: USER,
  }));
  for (const [key, value] of run.params) await write(`${place}/params/${key}`, value);
  const tags = new Map([...run.tags, [tagNames.run, run.id], ['mlflow.runName', run.id], ['mlflow.user', USER]]);
  for (const [key, value] of tags) await write(`${place}/tags/${key}`, value);
  for (const [key, values] of Map.groupBy(run.metrics, (metric) => metric.key)) {
    await write(`${place}/metrics/${key}`, values.map(({ value, step }) => `${at} ${value} ${step}\n`).join(''));
  }
  await makeDirectory(join(directory, place, 'artifacts'));
};

const writeVersion = async (write: Write, directory: string, model: string, experiment: string, { version, run, createdAt, description, files }: ExportedVersion): Promise<void> => {
  const artefacts = `${experiment}/${runId(run)}/artifacts/${ARTEFACTS}`;
  for (const { name, read } of files) await write(`${artefacts}/${name}`, await read());
  const source = pathToFileURL(join(directory, artefacts)).href;
  await write(`models/${model}/version-${version}/meta.yaml`, yaml({
    aliases: [], creation_timestamp: createdAt, current_stage: 'None', description, last_updated_timestamp: createdAt, name: model, run_id: runId(run), run_link: '',
    source, status: 'READY', status_message: null, storage_location: source, user_id: USER, version,
  }));
  await write(`models/${model}/version-${version}/tags/${tagNames.version}`, String(version));
};

/**
 * Writes a model into a folder; what lies there of it already is replaced, other experiments and models stay. Rejects with `FILE_UNWRITABLE`
 * where there can be no such folder.
 */
export const exportToFolder = async (folder: string, { name, createdAt, runs, versions, champion }: ExportedModel): Promise<Exported> => {
  const directory = resolve(folder);
  await openFolder(directory);
  const write = writerOf(directory);
  const experiment = experimentId(name);
  const newest = runs.at(-1)?.startedAt ?? createdAt;
  await write(`${experiment}/meta.yaml`, yaml({
    artifact_location: pathToFileURL(join(directory, experiment)).href, creation_time: createdAt, experiment_id: experiment, last_update_time: newest, lifecycle_stage: 'active', name,
  }));
  for (const run of runs) await writeRun(write, directory, experiment, run);
  await write(`models/${name}/meta.yaml`, yaml({ aliases: {}, creation_timestamp: createdAt, description: '', last_updated_timestamp: versions.at(-1)?.createdAt ?? createdAt, name }));
  for (const version of versions) await writeVersion(write, directory, name, experiment, version);
  await rm(join(directory, 'models', name, 'aliases'), { recursive: true, force: true });
  if (champion !== null) await write(`models/${name}/aliases/champion`, String(champion));
  return { runs: runs.length, versions: versions.length, files: versions.reduce((sum, { files }) => sum + files.length, 0), remarks: [] };
};

