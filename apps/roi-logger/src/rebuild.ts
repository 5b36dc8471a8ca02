/**
 * Makes the ledger again from the log: fills in the order of their partitions, then the equity of every account, then what agents decided and
 * models predicted. Fills that arrive meanwhile wait; everything else goes on.
 */
import { serviceOf } from '@streamforge/contracts/services';
import type { ConsumedBy } from '@streamforge/contracts/services';
import type { PartitionOffsets } from '@streamforge/event-log/port';
import { ledgerReader } from '@streamforge/ledger/reader';
import { ledgerRebuild } from '@streamforge/ledger/rebuild';
import { judge } from '@streamforge/service-host/judge';
import type { RunningJob } from '@streamforge/service-host/jobs/running-job';
import { judgeBatch, type Judged } from '@streamforge/service-host/loop/edge';
import type { JobHandler } from '@streamforge/service-host/service';
import { logActions } from './actions.ts';
import { booksOf } from './books.ts';
import type { RoiConfig } from './config.ts';
import { judgeFill } from './fill-rules.ts';
import { bookable } from './fills.ts';
import { logPredictions } from './predictions.ts';

type RebuildContext = Parameters<JobHandler<'roi-logger', RoiConfig>>[1];
type Topic = ConsumedBy<'roi-logger'>;

const PAGE = { maxRecords: 500, maxBytes: 8_388_608 };

/** A job; one that was killed goes on where the ledger's positions are. */
export const rebuildLedger: JobHandler<'roi-logger', RoiConfig> = async (job, context) => {
  const { events, relational } = context;
  const rebuild = ledgerRebuild(relational);
  const { ledger, valuations } = await booksOf(context);
  await rebuild.begin(job.id, await events.offsets('agent.fills.v1'));
  // Read after the ledger was emptied: what was in it lies before these ends.
  const [fills, actions, predictions] = [await events.offsets('agent.fills.v1'), await events.offsets('agent.actions.v1'), await events.offsets('gnn.predictions.v1')];
  const advance = progressOf(job, [...fills, ...actions, ...predictions]);
  for (const lane of fills) {
    const from = Math.max(lane.start, await rebuild.position(lane));
    await advance('fills', from - lane.start);
    for await (const { received } of pages('agent.fills.v1', { ...lane, start: from }, context)) {
      const { valid } = judge(received, judgeFill);
      if (valid.length > 0) await ledger.book({ ...bookable(valid, context.config), rebuild: job.id });
      await advance('fills', received.length);
    }
  }
  for (const { account } of await ledgerReader(relational).accounts()) {
    await advance(`equity of ${account}`, 0);
    await valuations.ask(account, { from: 0, to: Number.POSITIVE_INFINITY });
  }
  await rebuild.end(job.id);
  // These are the same in any order and however often: what arrives is kept beside them. They were counted when they arrived.
  const silent = { ...context, metrics: { ...context.metrics, count: () => undefined } };
  for (const lane of actions) {
    for await (const { received } of pages('agent.actions.v1', lane, context)) {
      await logActions(received, silent);
      await advance('actions', received.length);
    }
  }
  for (const lane of predictions) {
    for await (const { received } of pages('gnn.predictions.v1', lane, context)) {
      await logPredictions(received, silent);
      await advance('predictions', received.length);
    }
  }
  await job.progress(1, 'the ledger is made again', await advance('', 0));
};

/** Counts records, and says how far the job is; rejects once it is to end. */
const progressOf = (job: RunningJob, lanes: readonly PartitionOffsets[]): ((what: string, records: number) => Promise<number>) => {
  const total = lanes.reduce((sum, { start, end }) => sum + end - start, 0);
  let done = 0;
  return async (what, records) => {
    done += records;
    if (what !== '') await job.progress(done / Math.max(1, total), what, done);
    return done;
  };
};

/** Batches of one partition up to where it ended when the job began; what is no event of the topic became a dead letter when it arrived. */
async function* pages<Name extends Topic>(topic: Name, { partition, start, end }: PartitionOffsets, { events }: RebuildContext): AsyncGenerator<Judged<Name>> {
  const group = serviceOf('roi-logger').consumes[topic]?.group ?? 'roi-logger';
  for (let offset = start; offset < end;) {
    const records = await events.read({ topic, partition, offset }, PAGE);
    if (records.length === 0) return;
    yield judgeBatch(topic, group, { partition, records });
    offset = (records.at(-1)?.offset ?? end) + 1;
  }
}
