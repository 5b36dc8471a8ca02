/** The requests of the REST API that an export may send, each with exactly the fields that the documentation lists. */
import { z } from 'zod';
import { exists, invalid, unknown } from './refusal.ts';
import type { MlflowState, Model, Run, Version } from './state.ts';

const Key = z.string().regex(/^[\w\-./: ]{1,250}$/, 'may only contain alphanumerics, underscores, dashes, periods, spaces, colons and slashes');
const Tags = z.array(z.strictObject({ key: Key, value: z.string().max(8_000) })).max(100);
const RunId = z.string().regex(/^[0-9a-f]{32}$/);
const Name = z.string().regex(/^[^/:]{1,250}$/);
const Whole = z.coerce.number().int();

export interface Route {
  readonly fields: z.ZodType;
  readonly run: (state: MlflowState, fields: never) => unknown;
}

const route = <Fields>(fields: z.ZodType<Fields>, run: (state: MlflowState, fields: Fields) => unknown): Route => ({ fields, run });

const runAt = ({ runs }: MlflowState, id: string): Run => {
  const run = runs.get(id);
  if (run === undefined) throw unknown(`Run '${id}' not found`);
  return run;
};

const modelAt = ({ models }: MlflowState, name: string): Model => {
  const model = models.get(name);
  if (model === undefined) throw unknown(`Registered Model with name=${name} not found`);
  return model;
};

const infoOf = ({ id, experiment, name, status, startTime, endTime }: Run, artefacts: string) => ({
  run_id: id, run_uuid: id, run_name: name, experiment_id: experiment, status, start_time: startTime, ...endTime !== null && { end_time: endTime },
  artifact_uri: `${artefacts}/${experiment}/${id}/artifacts`, lifecycle_stage: 'active',
});

const tagList = (tags: ReadonlyMap<string, string>) => [...tags].map(([key, value]) => ({ key, value }));

const shownVersion = (name: string, { version, source, run, description, tags }: Version) =>
  ({ name, version: String(version), source, run_id: run, description, status: 'READY', tags: tagList(tags) });

const filterOf = (filter: string, pattern: RegExp): readonly string[] => {
  const [, ...parts] = pattern.exec(filter) ?? [];
  if (parts.length === 0) throw invalid(`Invalid filter '${filter}'`);
  return parts;
};

/** Ids as MLflow makes them: numbers of experiments, 32 hexadecimal digits of runs. */
const hex = (count: number): string => (count + 1).toString(16).padStart(32, 'a');

export const routesOf = (artefacts: string): Readonly<Record<string, Route>> => ({
  'GET experiments/get-by-name': route(z.strictObject({ experiment_name: z.string() }), ({ experiments }, { experiment_name: name }) => {
    const id = experiments.get(name);
    if (id === undefined) throw unknown(`Could not find experiment with name '${name}'`);
    return { experiment: { experiment_id: id, name, lifecycle_stage: 'active' } };
  }),
  'POST experiments/create': route(z.strictObject({ name: z.string().min(1) }), ({ experiments }, { name }) => {
    if (experiments.has(name)) throw exists(`Experiment '${name}' already exists.`);
    experiments.set(name, String(experiments.size + 1));
    return { experiment_id: String(experiments.size) };
  }),
  'POST runs/search': route(z.strictObject({ experiment_ids: z.array(z.string()), filter: z.string(), max_results: z.int().min(1).max(50_000) }), ({ runs }, fields) => {
    const [key = '', value] = filterOf(fields.filter, /^tags\.`([^`]+)` = '([^']*)'$/);
    const found = [...runs.values()].filter((run) => fields.experiment_ids.includes(run.experiment) && run.tags.get(key) === value).slice(0, fields.max_results);
    return found.length === 0 ? {} : { runs: found.map((run) => ({ info: infoOf(run, artefacts), data: {} })) };
  }),
  'POST runs/create': route(z.strictObject({ experiment_id: z.string(), run_name: z.string(), start_time: z.int(), tags: Tags }), (state, fields) => {
    const { experiment_id: experiment, run_name: name, start_time: startTime, tags } = fields;
    if (![...state.experiments.values()].includes(experiment)) throw unknown(`No Experiment with id=${experiment} exists`);
    const run: Run = {
      id: hex(state.runs.size), experiment, name, startTime, status: 'RUNNING', endTime: null, params: new Map(), metrics: [], tags: new Map(tags.map(({ key, value }) => [key, value])),
    };
    state.runs.set(run.id, run);
    return { run: { info: infoOf(run, artefacts), data: { tags } } };
  }),
  'POST runs/log-batch': route(z.strictObject({
    run_id: RunId,
    metrics: z.array(z.strictObject({ key: Key, value: z.number(), timestamp: z.int(), step: z.int() })).max(1_000).optional(),
    params: z.array(z.strictObject({ key: Key, value: z.string().max(6_000) })).max(100).optional(),
  }), (state, { run_id: id, metrics = [], params = [] }) => {
    const run = runAt(state, id);
    for (const { key, value } of params) {
      if ((run.params.get(key) ?? value) !== value) throw invalid(`Changing param values is not allowed. Param with key='${key}' was already logged.`);
      run.params.set(key, value);
    }
    for (const metric of metrics) if (!run.metrics.some((known) => JSON.stringify(known) === JSON.stringify(metric))) run.metrics.push(metric);
    return {};
  }),
  'POST runs/update': route(z.strictObject({ run_id: RunId, status: z.enum(['RUNNING', 'SCHEDULED', 'FINISHED', 'FAILED', 'KILLED']), end_time: z.int() }), (state, fields) => {
    const run = runAt(state, fields.run_id);
    [run.status, run.endTime] = [fields.status, fields.end_time];
    return { run_info: infoOf(run, artefacts) };
  }),
  'GET registered-models/get': route(z.strictObject({ name: Name }), (state, { name }) => {
    modelAt(state, name);
    return { registered_model: { name } };
  }),
  'POST registered-models/create': route(z.strictObject({ name: Name }), ({ models }, { name }) => {
    if (models.has(name)) throw exists(`Registered Model (name=${name}) already exists.`);
    models.set(name, { versions: [], aliases: new Map() });
    return { registered_model: { name } };
  }),
  'GET model-versions/search': route(z.strictObject({ filter: z.string(), max_results: Whole.min(1).max(200_000), page_token: z.string().optional() }), ({ models }, fields) => {
    const [name = ''] = filterOf(fields.filter, /^name='([^']*)'$/);
    // Pages of two, so that a client which reads only the first is found out.
    const from = Number(fields.page_token ?? 0);
    const all = models.get(name)?.versions ?? [];
    const more = all.length > from + 2;
    return { model_versions: all.slice(from, from + 2).map((version) => shownVersion(name, version)), ...more && { next_page_token: String(from + 2) } };
  }),
  'POST model-versions/create': route(z.strictObject({ name: Name, source: z.string().min(1), run_id: RunId, description: z.string().max(5_000), tags: Tags }), (state, fields) => {
    const { name, source, run_id: run, description, tags } = fields;
    const { versions } = modelAt(state, name);
    runAt(state, run);
    const version: Version = { version: versions.length + 1, source, run, description, tags: new Map(tags.map(({ key, value }) => [key, value])) };
    versions.push(version);
    return { model_version: shownVersion(name, version) };
  }),
  'POST registered-models/alias': route(z.strictObject({ name: Name, alias: z.string().regex(/^[\w-]+$/), version: z.string().regex(/^[1-9]\d*$/) }), (state, { name, alias, version }) => {
    const { versions, aliases } = modelAt(state, name);
    if (!versions.some((each) => each.version === Number(version))) throw unknown(`Model Version (name=${name}, version=${version}) not found`);
    aliases.set(alias, Number(version));
    return {};
  }),
  'DELETE registered-models/alias': route(z.strictObject({ name: Name, alias: z.string() }), (state, { name, alias }) => {
    modelAt(state, name).aliases.delete(alias);
    return {};
  }),
});
