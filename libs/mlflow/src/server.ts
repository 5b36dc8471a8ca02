/**
 * An export to an MLflow server, by its REST API (https://mlflow.org/docs/latest/rest-api.html). What was exported before is found again by its
 * tags and left as it is, so that an export which was cut off is done again from where it was.
 */
import { RetryableError } from '@streamforge/contracts/errors';
import { ARTEFACTS, tagNames, type Exported, type ExportedModel, type ExportedRun, type ExportedVersion } from './exported.ts';
import { notMlflow, openRest, type Rest, type Tracking } from './rest.ts';

/** Most entries of a batch that MLflow takes. */
const MOST = { metrics: 1_000, params: 100 } as const;

interface RunInfo {
  readonly run_id: string;
  readonly artifact_uri: string;
  readonly status: string;
}

const slices = <Value>(values: readonly Value[], size: number): readonly (readonly Value[])[] =>
  Array.from({ length: Math.ceil(values.length / size) }, (_, index) => values.slice(index * size, (index + 1) * size));

const pairs = (map: ReadonlyMap<string, string>): readonly { readonly key: string; readonly value: string }[] => [...map].map(([key, value]) => ({ key, value }));

/** MLflow’s filters have no escapes: a quote in a value would end it. */
const quoted = (value: string): string => `'${value.replaceAll('\'', '')}'`;

/** What the server made, which it always answers with. */
const made = async <Answer>(answer: Promise<Answer | undefined>): Promise<Answer> => {
  const given = await answer;
  if (given === undefined) throw new RetryableError('BACKEND_MISMATCH', 'MLflow no longer knows what the export made a moment ago.');
  return given;
};

/** The first request of an export: whatever answers it otherwise than MLflow does is none. */
const experimentOf = async (rest: Rest, url: string, name: string): Promise<string> => {
  const known = await rest.call<{ readonly experiment?: { readonly experiment_id: string } }>('GET', 'experiments/get-by-name', { experiment_name: name });
  if (known !== undefined) {
    if (known.experiment === undefined) throw notMlflow(url, 200);
    return known.experiment.experiment_id;
  }
  return (await made(rest.call<{ readonly experiment_id: string }>('POST', 'experiments/create', { name }))).experiment_id;
};

const knownRun = async (rest: Rest, experiment: string, run: string): Promise<RunInfo | undefined> => {
  const filter = `tags.\`${tagNames.run}\` = ${quoted(run)}`;
  const found = await rest.call<{ readonly runs?: readonly { readonly info: RunInfo }[] }>('POST', 'runs/search', { experiment_ids: [experiment], filter, max_results: 1 });
  return found?.runs?.[0]?.info;
};

/** The run as the server knows it; one that ended before is left as it is. */
const exportRun = async (rest: Rest, experiment: string, run: ExportedRun): Promise<RunInfo> => {
  const known = await knownRun(rest, experiment, run.id);
  if (known !== undefined && known.status !== 'RUNNING') return known;
  const info = known ?? (await made(rest.call<{ readonly run: { readonly info: RunInfo } }>('POST', 'runs/create', {
    experiment_id: experiment, run_name: run.id, start_time: run.startedAt, tags: pairs(new Map([...run.tags, [tagNames.run, run.id]])),
  }))).run.info;
  const timestamp = run.endedAt ?? run.startedAt;
  for (const params of slices(pairs(run.params), MOST.params)) await rest.call('POST', 'runs/log-batch', { run_id: info.run_id, params });
  for (const metrics of slices(run.metrics, MOST.metrics)) {
    await rest.call('POST', 'runs/log-batch', { run_id: info.run_id, metrics: metrics.map(({ key, step, value }) => ({ key, step, value, timestamp })) });
  }
  // The last word: until it is said, the next export goes on with this run.
  if (run.status !== 'RUNNING') await rest.call('POST', 'runs/update', { run_id: info.run_id, status: run.status, end_time: run.endedAt });
  return info;
};

const PROXIED = 'mlflow-artifacts:/';

/** Stores a version’s files where the server takes them itself; answers how many. */
const exportFiles = async (rest: Rest, { artifact_uri: uri }: RunInfo, { files }: ExportedVersion): Promise<number> => {
  if (!uri.startsWith(PROXIED)) return 0;
  const place = uri.slice(PROXIED.length).replace(/^\/+/, '');
  for (const { name, read } of files) await rest.put(`${place}/${ARTEFACTS}/${name}`, await read());
  return files.length;
};

interface VersionInfo {
  readonly version: string;
  readonly tags?: readonly { readonly key: string; readonly value: string }[];
}

const knownVersions = async (rest: Rest, model: string): Promise<ReadonlyMap<string, string>> => {
  const found = new Map<string, string>();
  for (let token = ''; ;) {
    const page = await rest.call<{ readonly model_versions?: readonly VersionInfo[]; readonly next_page_token?: string }>('GET', 'model-versions/search', {
      filter: `name=${quoted(model)}`, max_results: 200, ...token !== '' && { page_token: token },
    });
    for (const { version, tags = [] } of page?.model_versions ?? []) {
      const ours = tags.find(({ key }) => key === tagNames.version)?.value;
      if (ours !== undefined) found.set(ours, version);
    }
    token = page?.next_page_token ?? '';
    if (token === '') return found;
  }
};

/**
 * Sends a model to a server. Rejects with `BACKEND_UNREACHABLE` where none answers, `BACKEND_MISMATCH` where what answers is no MLflow,
 * `BACKEND_CREDENTIALS` where it wants another token, and `REQUEST_INVALID` for what it refuses otherwise.
 */
export const exportToServer = async (tracking: Tracking, { name, runs, versions, champion }: ExportedModel): Promise<Exported> => {
  const rest = openRest(tracking);
  const experiment = await experimentOf(rest, tracking.url, name);
  const infos = new Map<string, RunInfo>();
  for (const run of runs) infos.set(run.id, await exportRun(rest, experiment, run));
  if (await rest.call('GET', 'registered-models/get', { name }) === undefined) await rest.call('POST', 'registered-models/create', { name });
  const known = new Map(await knownVersions(rest, name));
  let [sent, files] = [0, 0];
  for (const version of versions) {
    const info = infos.get(version.run);
    if (info === undefined || known.has(String(version.version))) continue;
    files += await exportFiles(rest, info, version);
    const { model_version: registered } = await made(rest.call<{ readonly model_version: VersionInfo }>('POST', 'model-versions/create', {
      name, source: `${info.artifact_uri}/${ARTEFACTS}`, run_id: info.run_id, description: version.description,
      tags: [{ key: tagNames.version, value: String(version.version) }],
    }));
    known.set(String(version.version), registered.version);
    sent += 1;
  }
  const alias = { name, alias: 'champion' };
  const version = champion === null ? undefined : known.get(String(champion));
  if (version === undefined) await rest.call('DELETE', 'registered-models/alias', alias);
  else await rest.call('POST', 'registered-models/alias', { ...alias, version });
  const elsewhere = [...infos.values()].some(({ artifact_uri: uri }) => !uri.startsWith(PROXIED)) && versions.length > 0;
  return {
    runs: runs.length, versions: sent, files,
    remarks: elsewhere ? ['The server keeps artefacts where only its own clients can write: files were not sent. Start it with --serve-artifacts.'] : [],
  };
};
