/** Work whose effects are counted: each step is one row, written in the transaction that proves the job is still this worker's. */
import type { Migration, Relational, Transaction } from '@streamforge/relational/port';
import type { RunJob } from '../../jobs/running-job.ts';

export const SERVICE_NAME = 'gnn-trainer';
export const STEPS = 20;

interface Effects {
  readonly effects: { readonly step: number; readonly fence: number };
}

const steps: readonly Migration[] = [
  { name: 'effects', up: (column) => [`CREATE TABLE effects (${column.integer('step')} NOT NULL PRIMARY KEY, ${column.integer('fence')} NOT NULL)`] },
];

export const migrateEffects = (relational: Relational): Promise<void> => relational.migrate('effects', steps);

/** Every step once, in the order of steps, with the fence that wrote it. */
export const effectsIn = (relational: Relational): Promise<readonly Effects['effects'][]> =>
  relational.query<Effects>().selectFrom('effects').selectAll().orderBy('step').execute();

export const effectful = (say: (line: string) => void, stepMs: number): RunJob => async ({ fence, signal, resumeFrom, fenced, checkpoint, progress }) => {
  const from = typeof resumeFrom === 'number' ? resumeFrom : 0;
  say(`from ${from}`);
  for (let step = from + 1; step <= STEPS; step += 1) {
    signal.throwIfAborted();
    await fenced(async (trx: Transaction<Effects>) => {
      // A worker that died between its effect and its checkpoint does the step again.
      await trx.insertInto('effects').values({ step, fence }).onConflict((conflict) => conflict.column('step').doNothing()).execute();
    });
    await checkpoint(step);
    await progress(step / STEPS, `step ${step}`, step);
    say(`step ${step}`);
    await new Promise((resolve) => setTimeout(resolve, stepMs));
  }
};
