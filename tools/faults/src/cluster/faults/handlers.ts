/** Handlers that take longer than their member's session, or stand in the middle of a batch when the group changes. */
import { asAdministrator } from '../administrator.ts';
import { SESSION_SECONDS } from '../fault-servers.ts';
import { disturbedCluster, type ClusterRun } from '../disturbed.ts';
import { halves, type ClusterFault } from './fault.ts';

const SLOW_MS = 2 * SESSION_SECONDS * 1_000;
const STEP = 4;
const BATCH = { STREAMFORGE_BATCH_RECORDS: '20' };
const REACHED = /the step is reached/;
const OVER = /the step goes on/;

/** Names under which the group knows its members now. */
const membersOf = async ({ place }: ClusterRun): Promise<readonly string[]> => await asAdministrator(place, async ({ admin, prefix }) => {
  const { groups: [group] } = await admin.describeGroups([`${prefix}ingest`]);
  return (group?.members ?? []).map(({ memberId }) => memberId).toSorted();
});

/** The store takes its time and the process lives: heartbeats go on, and the member keeps what it has. */
const slow: ClusterFault = {
  name: 'slow handler beyond the session',
  run: ({ urls }, options) => disturbedCluster({ fault: 'slow handler', urls, ...options }, async (run) => {
    const { program } = await run.faultyIngest({ ...BATCH, FAULT_AT: `before-write@${STEP}`, FAULT_DO: 'wait', FAULT_MS: String(SLOW_MS) });
    const producing = run.produce();
    await program.saw(REACHED);
    const before = await membersOf(run);
    await program.saw(OVER);
    const after = await membersOf(run);
    run.healed();
    await producing;
    if (before.length !== 1 || before.join() !== after.join()) throw new Error(`members were ${before.join()}, and then ${after.join()}`);
    return `${SLOW_MS / 1_000} s in one write, the place in the group kept`;
  }),
};

/** The process itself stands still: another takes over, and what the first one writes and commits late changes nothing. */
const blocked: ClusterFault = {
  name: 'process blocked by a handler beyond the session',
  run: ({ urls }, options) => disturbedCluster({ fault: 'blocked process', urls, ...options }, async (run) => {
    const { program } = await run.faultyIngest({ ...BATCH, FAULT_AT: `after-write@${STEP}`, FAULT_DO: 'block', FAULT_MS: String(2 * SLOW_MS) });
    const producing = run.produce();
    await program.saw(REACHED);
    const other = await run.ingest();
    await producing;
    await program.saw(OVER);
    run.healed();
    await run.caughtUp();
    const records = await other.metric('streamforge_records_consumed_total');
    if (records === 0) throw new Error('nobody took over');
    return `blocked ${2 * SLOW_MS / 1_000} s, ${records} records taken over`;
  }),
};

/** A second process joins while the first one has written a batch and not committed it. */
const openBatch: ClusterFault = {
  name: 'rebalance with an open batch',
  run: ({ urls }, options) => disturbedCluster({ fault: 'open batch', urls, ...options }, async (run) => {
    const [first, rest] = halves(run.batches);
    const { program } = await run.faultyIngest({ ...BATCH, FAULT_AT: `after-write@${STEP}`, FAULT_DO: 'wait', FAULT_MS: String(SLOW_MS) });
    const producing = run.produce(first);
    await program.saw(REACHED);
    const second = await run.ingest();
    await program.saw(OVER);
    await producing;
    run.healed();
    await run.produce(rest);
    await run.caughtUp();
    const records = await second.metric('streamforge_records_consumed_total');
    if (records === 0) throw new Error('the second process got nothing');
    return `the second process took ${records} records`;
  }),
};

export const handlerFaults: readonly ClusterFault[] = [slow, blocked, openBatch];
