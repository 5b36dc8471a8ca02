import { canonicalJson } from '@streamforge/codec/canonical';
import { StreamForgeError } from '@streamforge/contracts/errors';
import type { Relational, Selectable, Transaction } from '@streamforge/relational/port';
import { Bell } from './bell.ts';
import type { Job, JobState, NewJob, Progress, unfinished } from './job.ts';
import { steps, tableOwner, type JobTable } from './table.ts';

export interface ListJobs {
  readonly state?: JobState;
  /** Newest first. */
  readonly limit: number;
}

export interface Unfinished {
  readonly counts: Readonly<Record<(typeof unfinished)[number], number>>;
  /** Age of the oldest, in milliseconds; 0 where there is none. */
  readonly oldestMs: number;
}

/** What a service's handlers and routes may do with its jobs. */
export interface Jobs {
  /** Resolves when the job is durable: only then is its command committed. Rejects with `ID_CONFLICT` when the id names another job. */
  accept(job: NewJob): Promise<'accepted' | 'known'>;
  /** Ends a queued job at once, and asks whoever works on a running one to stop. Answers the state it then has. Rejects with `JOB_UNKNOWN`. */
  cancel(id: string): Promise<JobState>;
  get(id: string): Promise<Job | undefined>;
  list(wanted: ListJobs): Promise<readonly Job[]>;
  unfinished(): Promise<Unfinished>;
}

/** Jobs, and what the workers of the same process need besides. */
export interface OpenJobs extends Jobs {
  readonly service: string;
  readonly relational: Relational;
  /** Rings when a job was accepted here. */
  readonly bell: Bell;
}

const seen = (row: Selectable<JobTable['jobs']>): Job => ({
  id: row.id,
  kind: row.kind,
  parameters: JSON.parse(row.parameters) as unknown,
  state: row.state,
  attempt: row.attempt,
  owner: row.owner,
  fence: row.fence,
  progress: row.progress === null ? null : JSON.parse(row.progress) as Progress,
  code: row.code,
  message: row.message,
  createdAt: row.created,
  startedAt: row.started,
  finishedAt: row.finished,
});

/** Opens a service's jobs in the relational store; makes their table where it is missing. */
export const openJobs = async (service: string, relational: Relational): Promise<OpenJobs> => {
  await relational.migrate(tableOwner, steps);
  const bell = new Bell();
  const { now } = relational;
  const jobs = relational.query<JobTable>();
  const found = (id: string) => jobs.selectFrom('jobs').selectAll().where('service', '=', service).where('id', '=', id).executeTakeFirst();

  const accept: Jobs['accept'] = async ({ id, kind, parameters }) => {
    const text = canonicalJson(parameters);
    const { numInsertedOrUpdatedRows } = await jobs.insertInto('jobs')
      .values({ service, id, kind, parameters: text, state: 'queued', due: now, created: now })
      .onConflict((conflict) => conflict.columns(['service', 'id']).doNothing())
      .executeTakeFirstOrThrow();
    if (numInsertedOrUpdatedRows === 1n) {
      bell.ring();
      return 'accepted';
    }
    const known = await found(id);
    if (known !== undefined && (known.kind !== kind || known.parameters !== text)) {
      throw new StreamForgeError('ID_CONFLICT', `The job ${id} of ${service} is already another one.`);
    }
    return 'known';
  };

  const cancel: Jobs['cancel'] = (id) => relational.transaction(async (trx: Transaction<JobTable>) => {
    const mine = trx.updateTable('jobs').where('service', '=', service).where('id', '=', id);
    await mine.set({ state: 'cancelled', finished: now }).where('state', '=', 'queued').execute();
    await mine.set({ state: 'cancelling' }).where('state', '=', 'running').execute();
    const row = await trx.selectFrom('jobs').select('state').where('service', '=', service).where('id', '=', id).executeTakeFirst();
    if (row === undefined) throw new StreamForgeError('JOB_UNKNOWN', `${service} has no job ${id}.`);
    return row.state;
  });

  return {
    service, relational, bell, accept, cancel,
    get: async (id) => {
      const row = await found(id);
      return row === undefined ? undefined : seen(row);
    },
    list: async ({ state, limit }) => {
      const all = jobs.selectFrom('jobs').selectAll().where('service', '=', service).orderBy('created', 'desc').orderBy('id', 'desc').limit(limit);
      return (await (state === undefined ? all : all.where('state', '=', state)).execute()).map(seen);
    },
    unfinished: async () => {
      const rows = await jobs.selectFrom('jobs').where('service', '=', service).where('finished', 'is', null)
        .select(({ fn, eb }) => ['state', fn.countAll<number>().as('count'), eb(now, '-', fn.min('created')).as('oldest')])
        .groupBy('state').execute();
      const count = (state: JobState): number => rows.find((row) => row.state === state)?.count ?? 0;
      return {
        counts: { queued: count('queued'), running: count('running'), cancelling: count('cancelling') },
        oldestMs: Math.max(0, ...rows.map(({ oldest }) => oldest)),
      };
    },
  };
};
