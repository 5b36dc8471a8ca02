/** What a worker writes about jobs. Each write names the fence of its claim: once another worker has the job, it changes nothing. */
import { StreamForgeError, TerminalError, type ErrorCode } from '@streamforge/contracts/errors';
import { sql, type Relational, type Transaction } from '@streamforge/relational/port';
import type { Claim, EndState, JobState, Progress } from './job.ts';
import type { JobTable } from './table.ts';

/** What becomes of a claimed job. */
export type Outcome =
  | { readonly state: 'finished' }
  | { readonly state: 'cancelled' }
  | { readonly state: 'failed'; readonly code: ErrorCode; readonly message: string }
  /** Back to the queue: after a failure that may pass, or (`given back`) because this worker stops, which counts as no attempt. */
  | { readonly state: 'queued'; readonly inMs: number; readonly givenBack: boolean; readonly code: ErrorCode | null; readonly message: string | null };

/** The next job, or one that ended while nobody had it: cancelled, or tried too often. */
export type Claimed =
  | { readonly what: 'claim'; readonly claim: Claim }
  | { readonly what: 'ended'; readonly id: string; readonly fence: number; readonly state: EndState; readonly code: ErrorCode | null };

export interface ClaimOptions {
  readonly kinds: readonly string[];
  /** Who claims. */
  readonly owner: string;
  readonly leaseMs: number;
  /** How often a job may be started. */
  readonly attempts: number;
}

export interface Claims {
  /** Takes the oldest job that waits or whose lease ran out; undefined where there is none. */
  next(options: ClaimOptions): Promise<Claimed | undefined>;
  /** Moves the lease on from now. Answers whether the job shall be cancelled. Rejects with `JOB_LOST`, like every write below. */
  renew(claim: Claim, leaseMs: number, progress: Progress | undefined): Promise<{ readonly cancel: boolean }>;
  checkpoint(claim: Claim, state: string): Promise<void>;
  /** Ends the claim. Answers the state that the job then has: one that somebody meanwhile asked to cancel is not queued again. Ending it the same way twice changes nothing. */
  settle(claim: Claim, outcome: Outcome, progress: Progress | undefined): Promise<JobState>;
  /** Runs work in one transaction with the proof that the job is still this worker's. */
  fenced<Schema, Result>(claim: Claim, work: (trx: Transaction<Schema>) => Promise<Result>): Promise<Result>;
}

/** What is thrown to a worker that no longer has the job. */
export const lost = (id: string, fence: number): TerminalError => new TerminalError('JOB_LOST', `Job ${id}, fence ${fence}.`);

/** Whether an error says that the job is no longer this worker’s. */
export const isLost = (error: unknown): boolean => error instanceof StreamForgeError && error.code === 'JOB_LOST';

const active: readonly JobState[] = ['running', 'cancelling'];

type Changes = Partial<Readonly<Record<keyof JobTable['jobs'], unknown>>>;

const columnsOf = (outcome: Outcome, now: Relational['now']): Changes => {
  const owned = { lease_until: null };
  switch (outcome.state) {
    case 'queued': {
      const { code, message, inMs, givenBack } = outcome;
      return {
        ...owned, code, message,
        state: sql`CASE WHEN state = 'cancelling' THEN 'cancelled' ELSE 'queued' END`,
        finished: sql`CASE WHEN state = 'cancelling' THEN ${now} END`,
        due: sql`${now} + ${inMs}`,
        ...givenBack && { attempt: sql`attempt - 1` },
      };
    }
    case 'failed': return { ...owned, state: 'failed', code: outcome.code, message: outcome.message, finished: now };
    default: return { ...owned, state: outcome.state, code: null, message: null, finished: now };
  }
};

/** A service's claims. */
export const claimsOf = (service: string, relational: Relational): Claims => {
  const { now } = relational;
  const until = (leaseMs: number) => sql<number>`${now} + ${leaseMs}`;
  const shown = (progress: Progress | undefined): Changes => (progress === undefined ? {} : { progress: JSON.stringify(progress) });

  /** Changes the row while it is the claim's. */
  const guarded = async ({ id, fence }: Claim, changes: Changes): Promise<JobState> => {
    const row = await relational.query<JobTable>().updateTable('jobs').set(changes as never)
      .where('service', '=', service).where('id', '=', id).where('fence', '=', fence).where('state', 'in', active)
      .returning('state').executeTakeFirst();
    if (row === undefined) throw lost(id, fence);
    return row.state;
  };

  /** How this very claim was ended: the reply to the write that did it may have been lost. */
  const settledBefore = async ({ id, fence }: Claim): Promise<JobState | undefined> => {
    const row = await relational.query<JobTable>().selectFrom('jobs').select('state')
      .where('service', '=', service).where('id', '=', id).where('fence', '=', fence).executeTakeFirst();
    return row?.state;
  };

  const next: Claims['next'] = ({ kinds, owner, leaseMs, attempts }) => relational.transaction(async (trx: Transaction<JobTable>) => {
    const row = await trx.selectFrom('jobs').selectAll().where('service', '=', service).where('kind', 'in', kinds).where('finished', 'is', null)
      .where((eb) => eb.or([
        eb.and([eb('state', '=', 'queued'), eb('due', '<=', now)]),
        eb.and([eb('state', 'in', active), eb('lease_until', '<', now)]),
      ]))
      .orderBy('created').orderBy('id').limit(1).forUpdate().skipLocked().executeTakeFirst();
    if (row === undefined) return undefined;
    const { id } = row;
    const [fence, attempt] = [row.fence + 1, row.attempt + 1];
    const change = (changes: Changes) =>
      trx.updateTable('jobs').set({ ...changes as Record<never, never>, fence }).where('service', '=', service).where('id', '=', id).execute();
    if (row.state === 'cancelling') {
      await change(columnsOf({ state: 'cancelled' }, now));
      return { what: 'ended', id, fence, state: 'cancelled', code: null };
    }
    if (attempt > attempts) {
      const { code, message } = new TerminalError('JOB_ATTEMPTS_SPENT', `Its worker ended without a word each of ${attempts} times.`);
      await change(columnsOf({ state: 'failed', code, message }, now));
      return { what: 'ended', id, fence, state: 'failed', code };
    }
    await change({ state: 'running', owner, attempt, lease_until: until(leaseMs), started: sql`coalesce(started, ${now})` });
    const checkpoint: unknown = row.checkpoint === null ? undefined : JSON.parse(row.checkpoint);
    return { what: 'claim', claim: { id, kind: row.kind, parameters: JSON.parse(row.parameters) as unknown, attempt, fence, checkpoint } };
  });

  return {
    next,
    renew: async (claim, leaseMs, progress) => ({ cancel: await guarded(claim, { lease_until: until(leaseMs), ...shown(progress) }) === 'cancelling' }),
    checkpoint: async (claim, checkpoint) => {
      await guarded(claim, { checkpoint });
    },
    settle: async (claim, outcome, progress) => {
      try {
        return await guarded(claim, { ...columnsOf(outcome, now), ...shown(progress) });
      } catch (error) {
        const before = isLost(error) ? await settledBefore(claim) : undefined;
        if (before === outcome.state || (before === 'cancelled' && outcome.state === 'queued')) return before;
        throw error;
      }
    },
    fenced: <Schema, Result>(claim: Claim, work: (trx: Transaction<Schema>) => Promise<Result>) =>
      relational.transaction(async (trx: Transaction<JobTable>) => {
        const { id, fence } = claim;
        const row = await trx.selectFrom('jobs').select('id').where('service', '=', service).where('id', '=', id).where('fence', '=', fence)
          .where('state', 'in', active).forUpdate().executeTakeFirst();
        if (row === undefined) throw lost(id, fence);
        return await work(trx as unknown as Transaction<Schema>);
      }),
  };
};
