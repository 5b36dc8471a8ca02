/** Writing of model versions, inside a transaction. A number is allotted first, its artefact is stored, then the version is registered. */
import { TerminalError } from '@streamforge/contracts/errors';
import { sql, type Transaction } from '@streamforge/relational/port';
import type { ModelVersion } from './entities.ts';
import type { RegistryTables } from './tables.ts';

type Writing = Transaction<RegistryTables>;

export interface Allotment {
  readonly model: string;
  readonly run: string;
  readonly at: number;
  /** Highest number that is taken elsewhere, such as by objects of a registry that was lost. */
  readonly above?: number;
}

/** Only one transaction at a time changes what belongs to a model. */
export const lockModel = async (trx: Writing, model: string): Promise<boolean> =>
  await trx.selectFrom('registered_models').select('name').where('name', '=', model).forUpdate().executeTakeFirst() !== undefined;

/** The version number of a run: the same one however often it is asked. Nobody sees it until it is registered. */
export const allotVersion = async (trx: Writing, { model, run, at, above = 0 }: Allotment): Promise<number> => {
  await trx.insertInto('registered_models').values({ name: model, created: at })
    .onConflict((conflict) => conflict.column('name').doNothing()).execute();
  await lockModel(trx, model);
  const mine = await trx.selectFrom('model_versions').select(['model', 'version']).where('run', '=', run).executeTakeFirst();
  if (mine !== undefined) {
    if (mine.model !== model) throw new TerminalError('ID_CONFLICT', `The run ${run} made a version of ${mine.model}.`);
    return mine.version;
  }
  const { last } = await trx.selectFrom('model_versions').where('model', '=', model)
    .select(sql<number>`coalesce(max(version), 0)`.as('last')).executeTakeFirstOrThrow();
  const version = Math.max(last, above) + 1;
  await trx.insertInto('model_versions').values({
    model, version, run, created: at,
    prefix: null, sha256: null, trained_from: null, trained_to: null, accuracy: null, baseline: null, baseline_accuracy: null, better: null, verdict: null,
  }).execute();
  return version;
};

/** Registers the version that was allotted to its run, now that its artefact is whole; registering it again changes nothing. */
export const registerVersion = async (trx: Writing, made: ModelVersion): Promise<void> => {
  const { model, version, run, prefix, sha256, trainedFrom, trainedTo, accuracy, baseline, better, verdict } = made;
  const { numUpdatedRows } = await trx.updateTable('model_versions').set({
    prefix, sha256, accuracy, better, verdict, trained_from: trainedFrom, trained_to: trainedTo, baseline: baseline.name, baseline_accuracy: baseline.accuracy,
    created: made.createdAt,
  }).where('model', '=', model).where('version', '=', version).where('run', '=', run).where('sha256', 'is', null).executeTakeFirstOrThrow();
  if (numUpdatedRows === 1n) return;
  const known = await trx.selectFrom('model_versions').select('sha256').where('model', '=', model).where('version', '=', version).where('run', '=', run)
    .executeTakeFirst();
  if (known?.sha256 !== sha256) throw new TerminalError('ID_CONFLICT', `Version ${version} of ${model} is not this artefact of the run ${run}.`);
};
