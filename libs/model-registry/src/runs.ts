/** Writing of runs and metrics, inside a transaction: a trainer’s is fenced by its job. Each may be done again and changes nothing. */
import { insertable } from '@streamforge/relational/columns';
import type { Transaction } from '@streamforge/relational/port';
import type { Metric, Run, RunStatus } from './entities.ts';
import type { RegistryTables } from './tables.ts';

type Writing = Transaction<RegistryTables>;

export type NewRun = Pick<Run, 'id' | 'experiment' | 'kind' | 'params' | 'seed' | 'codeVersion' | 'startedAt'>;

/** Begins a run, with its experiment; one that was begun before is left as it is, save that it is running again. */
export const startRun = async (trx: Writing, run: NewRun): Promise<void> => {
  const { id, experiment, kind, params, seed, codeVersion, startedAt } = run;
  await trx.insertInto('experiments').values({ name: experiment, created: startedAt })
    .onConflict((conflict) => conflict.column('name').doNothing()).execute();
  await trx.insertInto('runs').values({
    id, experiment, kind, seed, status: 'running', params: JSON.stringify(params), code_version: codeVersion, started: startedAt,
    data_from: null, data_to: null, graph_hash: null, message: null, ended: null,
  }).onConflict((conflict) => conflict.column('id').doUpdateSet({ status: 'running', message: null, ended: null })).execute();
};

/** Says what a run learns from, once that is read. */
export const describeRun = async (trx: Writing, id: string, { dataFrom, dataTo, graphHash }: Pick<Run, 'dataFrom' | 'dataTo' | 'graphHash'>): Promise<void> => {
  await trx.updateTable('runs').set({ data_from: dataFrom, data_to: dataTo, graph_hash: graphHash }).where('id', '=', id).execute();
};

/** Keeps values of a run; a later value of the same key and step replaces the earlier. What is no number is left out. */
export const logMetrics = async (trx: Writing, run: string, metrics: readonly Metric[]): Promise<void> => {
  const byPlace = new Map(metrics.filter(({ value }) => Number.isFinite(value)).map((metric) => [`${metric.step} ${metric.key}`, metric]));
  for (const slice of insertable([...byPlace.values()], 4)) {
    await trx.insertInto('run_metrics').values(slice.map(({ key, step, value }) => ({ run, key, step, value })))
      .onConflict((conflict) => conflict.columns(['run', 'key', 'step']).doUpdateSet(({ ref }) => ({ value: ref('excluded.value') }))).execute();
  }
};

/** Ends a run; one that has ended keeps its end. */
export const endRun = async (
  trx: Writing, id: string, end: { readonly status: Exclude<RunStatus, 'running'>; readonly message: string; readonly at: number },
): Promise<void> => {
  await trx.updateTable('runs').set({ status: end.status, message: end.message, ended: end.at }).where('id', '=', id).where('status', '=', 'running').execute();
};
