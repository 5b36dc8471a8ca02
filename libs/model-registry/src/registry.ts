/** The registry of experiments, runs, metrics and model versions in the relational store. Its writing stands in `runs`, `versions`, `champion`. */
import { TerminalError } from '@streamforge/contracts/errors';
import type { Relational } from '@streamforge/relational/port';
import type { AliasChange, Comparison, Metric, ModelVersion, RegisteredModel, Run, RunStatus } from './entities.ts';
import { promote, rollBack, type Promotion, type Rollback } from './champion.ts';
import { compare } from './compare.ts';
import { aliasChange, modelVersion, runOf } from './rows.ts';
import { steps, tableOwner, type RegistryTables } from './tables.ts';

export interface ListRuns {
  readonly experiment?: string | undefined;
  readonly status?: RunStatus | undefined;
  /** Newest first. */
  readonly limit: number;
}

export interface ListVersions {
  /** Newest first; only those below it. */
  readonly before?: number | undefined;
  readonly limit: number;
}

export interface Registry {
  /** Names of experiments, by bytes. */
  experiments(): Promise<readonly string[]>;
  runs(wanted: ListRuns): Promise<readonly Run[]>;
  run(id: string): Promise<Run | undefined>;
  /** Values of a run by key and step; of one key where it is named. */
  metrics(run: string, key?: string): Promise<readonly Metric[]>;
  /** Runs beside each other; those that are unknown are left out. */
  compare(runs: readonly string[]): Promise<Comparison>;
  /** Registered models, by name. */
  models(): Promise<readonly RegisteredModel[]>;
  model(name: string): Promise<RegisteredModel | undefined>;
  /** Versions whose artefact is whole. */
  versions(model: string, wanted: ListVersions): Promise<readonly ModelVersion[]>;
  version(model: string, version: number): Promise<ModelVersion | undefined>;
  champion(model: string): Promise<ModelVersion | undefined>;
  /** The named version; without one the champion, or the newest where there is none. Rejects with `MODEL_UNKNOWN`. */
  chosen(model: string, version?: number): Promise<ModelVersion>;
  /** Every move of the alias `champion`, newest first. */
  aliasHistory(model: string): Promise<readonly AliasChange[]>;
  /** `promote` of `champion` in a transaction of its own. */
  promote(promotion: Promotion): Promise<void>;
  rollBack(rollback: Rollback): Promise<void>;
}

/** Opens the registry; makes its tables where they are missing. */
export const openRegistry = async (relational: Relational): Promise<Registry> => {
  await relational.migrate(tableOwner, steps);
  const db = relational.query<RegistryTables>();
  const whole = (model: string) => db.selectFrom('model_versions').selectAll().where('model', '=', model).where('sha256', 'is not', null);

  const run: Registry['run'] = async (id) => {
    const row = await db.selectFrom('runs').selectAll().where('id', '=', id).executeTakeFirst();
    return row === undefined ? undefined : runOf(row);
  };
  const metrics: Registry['metrics'] = async (id, key) => {
    const all = db.selectFrom('run_metrics').select(['key', 'step', 'value']).where('run', '=', id).orderBy('key').orderBy('step');
    return await (key === undefined ? all : all.where('key', '=', key)).execute();
  };
  const version: Registry['version'] = async (model, wanted) => {
    const row = await whole(model).where('version', '=', wanted).executeTakeFirst();
    return row === undefined ? undefined : modelVersion(row);
  };
  const versions: Registry['versions'] = async (model, { before, limit }) => {
    const all = whole(model).orderBy('version', 'desc').limit(limit);
    return (await (before === undefined ? all : all.where('version', '<', before)).execute()).map(modelVersion);
  };
  const aliasHistory: Registry['aliasHistory'] = async (model) =>
    (await db.selectFrom('model_aliases').selectAll().where('model', '=', model).orderBy('position', 'desc').execute()).map(aliasChange);
  const championOf = async (model: string): Promise<number | null> => {
    const last = await db.selectFrom('model_aliases').select('version').where('model', '=', model).orderBy('position', 'desc').limit(1).executeTakeFirst();
    return last?.version ?? null;
  };
  const champion: Registry['champion'] = async (model) => {
    const wanted = await championOf(model);
    return wanted === null ? undefined : await version(model, wanted);
  };
  const shown = async ({ name, created }: RegistryTables['registered_models']): Promise<RegisteredModel> => {
    const made = await whole(name).clearSelect()
      .select(({ fn }) => [fn.countAll<number>().as('versions'), fn.max<number | null>('version').as('newest')]).executeTakeFirstOrThrow();
    return { name, ...made, champion: await championOf(name), createdAt: created };
  };

  return {
    experiments: async () => (await db.selectFrom('experiments').select('name').orderBy('name').execute()).map(({ name }) => name),
    runs: async ({ experiment, status, limit }) => {
      let wanted = db.selectFrom('runs').selectAll().orderBy('started', 'desc').orderBy('id', 'desc').limit(limit);
      if (experiment !== undefined) wanted = wanted.where('experiment', '=', experiment);
      if (status !== undefined) wanted = wanted.where('status', '=', status);
      return (await wanted.execute()).map(runOf);
    },
    run, metrics, versions, version, champion, aliasHistory,
    compare: (ids) => compare(ids, { run, metrics }),
    models: async () => await Promise.all((await db.selectFrom('registered_models').selectAll().orderBy('name').execute()).map(shown)),
    model: async (name) => {
      const row = await db.selectFrom('registered_models').selectAll().where('name', '=', name).executeTakeFirst();
      return row === undefined ? undefined : await shown(row);
    },
    chosen: async (model, wanted) => {
      const found = wanted === undefined
        ? await champion(model) ?? (await versions(model, { limit: 1 }))[0]
        : await version(model, wanted);
      if (found === undefined) throw new TerminalError('MODEL_UNKNOWN', `There is no ${model}${wanted === undefined ? '' : ` version ${wanted}`}.`);
      return found;
    },
    promote: (promotion) => relational.transaction<RegistryTables, void>((trx) => promote(trx, promotion)),
    rollBack: (rollback) => relational.transaction<RegistryTables, void>((trx) => rollBack(trx, rollback)),
  };
};
