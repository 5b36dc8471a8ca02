/** Vectors and the ledger are rebuilt by the services that keep them, each as a job of its own. */
import type { CommandContext } from '../command.ts';
import { AnswerError } from '../complaint.ts';
import type { Outcome } from '../exit-codes.ts';
import { followJob } from '../jobs/follow.ts';
import { command } from '../jobs/job.ts';
import { count, duration } from '../output/figures.ts';
import { feeding } from '../platform/feeding.ts';
import { get, type Platform } from '../platform/platform.ts';

/** Who keeps which store. */
const keepers = { vectors: 'embeddings', ledger: 'roi-logger' } as const;

export type DerivedStore = keyof typeof keepers;
export const derivedStores = Object.keys(keepers) as readonly DerivedStore[];

/** Whether a store is one that a service makes from others, by a job. */
export const isDerived = (store: string): store is DerivedStore => Object.hasOwn(keepers, store);

interface State {
  readonly vectors: readonly { readonly collection: string; readonly points: number; readonly sha256: string }[];
  readonly ledger: { readonly rows: number; readonly sha256: string };
}

/** One line that says what a store holds. */
const stateOf = async (platform: Platform, store: DerivedStore): Promise<string> => {
  const { vectors, ledger } = await get(platform, '/v1/state-hash') as State;
  return store === 'ledger'
    ? `${count(ledger.rows)} rows ${ledger.sha256}`
    : vectors.map(({ collection, points, sha256 }) => `${count(points)} ${collection} ${sha256.slice(0, 16)}`).join(', ');
};

/** What it holds before; one that can't be read until it is made again holds nothing that could be compared. */
const stateBefore = async (platform: Platform, store: DerivedStore): Promise<string> => {
  try {
    return await stateOf(platform, store);
  } catch (error) {
    if (error instanceof AnswerError && (error.code === 'LEDGER_OUTDATED' || error.code === 'REBUILD_UNFINISHED')) return `not to be read: ${error.code}`;
    throw error;
  }
};

export const rebuildDerived = async (context: CommandContext, store: DerivedStore): Promise<Outcome> => {
  const { output, shell: { clock, ids } } = context;
  const service = keepers[store];
  const job = ids();
  return await feeding(context, async ({ platform }) => {
    const began = clock.monotonic();
    const before = await stateBefore(platform, store);
    await command(platform, 'queue-control', { job, command: 'start', service, kind: 'rebuild', parameters: {}, time: clock.now() });
    const ended = await followJob(context, platform, { service, id: job, name: `rebuild ${store}`, topic: 'queue-control' });
    if (ended === undefined) {
      output.talk('The store is not whole; run the rebuild again.');
      return 'interrupted';
    }
    const after = await stateOf(platform, store);
    const records = ended.progress?.recordsWritten ?? 0;
    output.data({ store, job, records, before, after, same: before === after, milliseconds: Math.round(clock.monotonic() - began) }, ({ same, milliseconds }) => [
      `rebuilt   ${store} in ${duration(milliseconds)}`,
      `before    ${before}`,
      `after     ${after}  ${same ? 'the same' : 'not the same: records arrived, or the store had lost or kept something'}`,
    ].join('\n'));
    return 'done';
  }, { creates: false });
};
