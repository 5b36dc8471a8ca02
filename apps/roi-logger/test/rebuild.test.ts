import { ledgerRebuild } from '@streamforge/ledger/rebuild';
import type { LedgerTables } from '@streamforge/ledger/tables';
import { openJobs } from '@streamforge/service-host/jobs/jobs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bar, MINUTE, openHarness, START, type Harness } from './harness.ts';

const fill = (id: number, account = `agent-${id % 3}`) => ({
  id: `f${id}`, account, symbol: 'BTCUSDT', side: id % 2 === 0 ? 'buy' as const : 'sell' as const, quantity: '1', price: String(100 + id), fee: '0.1', time: START + id * MINUTE,
});
const action = { id: 'a1', account: 'agent-1', type: 'hold' as const, symbol: 'BTCUSDT', time: START };
const prediction = { model: 'lag', version: 1, exchange: 'local', symbol: 'BTCUSDT', interval: '1m' as const, openTime: START + 5 * MINUTE, probabilityUp: 0.7, expectedReturn: 0.01 };

let roi: Harness;
beforeEach(async () => {
  roi = await openHarness({ partitions: 2, batchRecords: 7 });
  await roi.feedBars(Array.from({ length: 20 }, (_, minute) => bar(minute, String(100 + minute))));
  await roi.feed('agent.fills.v1', Array.from({ length: 30 }, (_, id) => fill(id)));
  await roi.feed('agent.actions.v1', [action]);
  await roi.feed('gnn.predictions.v1', [prediction]);
});
afterEach(() => roi.close());

/** Orders a rebuild on queue-control and waits for its end. */
const rebuild = async (job: string): Promise<unknown> => {
  const jobs = await openJobs('roi-logger', roi.host.ports.relational);
  await roi.produce('queue-control', [{ job, command: 'start', service: 'roi-logger', kind: 'rebuild', time: START }]);
  for (;;) {
    const found = await jobs.get(job);
    if (found !== undefined && found.finishedAt !== null) return found;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
};

describe('a rebuild', () => {
  it('makes the same ledger again, and mends what was lost or made up', async () => {
    const before = await roi.lines();
    expect(await rebuild('first')).toMatchObject({ state: 'finished', progress: { fraction: 1, recordsWritten: 32 } });
    expect(await roi.lines()).toEqual(before);

    const db = roi.host.ports.relational.query<LedgerTables>();
    await db.deleteFrom('ledger_fills').where('id', '=', 'f7').execute();
    await db.updateTable('ledger_accounts').set({ realised_fifo: '1000000' as never }).execute();
    await db.deleteFrom('ledger_actions').execute();
    await db.deleteFrom('ledger_predictions').execute();
    expect(await roi.lines()).not.toEqual(before);
    await rebuild('second');
    expect(await roi.lines()).toEqual(before);
  });

  it('that was killed holds fills up until another one has ended, and none is lost or booked before its turn', async () => {
    const { relational, events } = roi.host.ports;
    await ledgerRebuild(relational).begin('killed', await events.offsets('agent.fills.v1'));
    await roi.produce('agent.fills.v1', Array.from({ length: 6 }, (_, id) => fill(30 + id)));
    await rebuild('again');
    await roi.settled();
    const rebuilt = await roi.lines();

    const fresh = await openHarness({ partitions: 2 });
    await fresh.feedBars(Array.from({ length: 20 }, (_, minute) => bar(minute, String(100 + minute))));
    await fresh.feed('agent.fills.v1', Array.from({ length: 36 }, (_, id) => fill(id)));
    await fresh.feed('agent.actions.v1', [action]);
    await fresh.feed('gnn.predictions.v1', [prediction]);
    expect(rebuilt).toEqual(await fresh.lines());
    await fresh.close();
  });
});
