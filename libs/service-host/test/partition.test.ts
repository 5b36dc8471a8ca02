import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Received } from '@streamforge/codec/received';
import { RetryableError, TerminalError } from '@streamforge/contracts/errors';
import { systemClock } from '@streamforge/determinism/clock';
import type { BatchSession, RecordBatch } from '@streamforge/event-log/port';
import { openEmbedded } from '@streamforge/wiring/embedded';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Budget } from '../src/loop/budget.ts';
import type { LoopContext } from '../src/loop/context.ts';
import { PartitionStates } from '../src/loop/partition-state.ts';
import { PartitionWork } from '../src/loop/partition.ts';
import { Turns } from '../src/loop/turns.ts';
import { Losses } from '../src/losses.ts';
import { createMetrics } from '../src/metrics.ts';
import type { OpenPorts } from '../src/run.ts';
import { note } from './keeper.ts';

const refuseAll = (batch: readonly Received[]) => Promise.resolve(batch.map((record) => ({ record, code: 'ID_CONFLICT' as const, detail: '' })));

const session = (change: Partial<BatchSession> = {}): BatchSession =>
  ({ signal: new AbortController().signal, heartbeat: () => Promise.resolve(), commit: () => Promise.resolve(), ...change });

describe('one partition in the hands of a service', () => {
  let directory: string;
  let ports: OpenPorts;
  let loop: LoopContext;
  let budget: Budget;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'partition-'));
    ports = await openEmbedded({ directory, clock: systemClock, partitions: 1 });
    const [metrics, logger] = [createMetrics(), pino({ level: 'silent' })];
    budget = new Budget({ records: 100, bytes: 10_000_000 });
    loop = {
      service: 'ingest', group: 'ingest', events: ports.events, clock: systemClock, logger, metrics, budget,
      turns: new Turns(), states: new PartitionStates(), losses: new Losses(logger, metrics), wait: () => 5,
    };
  });
  afterEach(async () => {
    await ports.close();
    await rm(directory, { recursive: true });
  });

  const batchOf = async (from: number, to: number): Promise<RecordBatch> => {
    const records = await ports.events.read({ topic: 'documents.v1', partition: 0, offset: from }, { maxRecords: to - from, maxBytes: 1_000_000 });
    return { topic: 'documents.v1', partition: 0, records, nextOffset: to, bytes: 100, endOffset: to };
  };
  const letters = async (): Promise<number> => (await ports.events.offsets('documents.v1.dlq'))[0]?.end ?? 0;
  const produce = async (count: number): Promise<void> =>
    void await ports.events.produce('documents.v1', Array.from({ length: count }, (_, n) => note(n)));

  it('has each dead letter once when two members handled the same records', async () => {
    await produce(6);
    const [one, other] = [0, 1].map(() => new PartitionWork('documents.v1', 0, refuseAll, loop));
    await one?.work(await batchOf(0, 2), session());
    await other?.work(await batchOf(2, 6), session());
    expect(await letters()).toBe(6);
    await one?.work(await batchOf(2, 6), session());
    expect(await letters()).toBe(6);
  });

  it('dead-letters an older record that only a stricter version refuses, beside newer letters', async () => {
    await produce(4);
    const strict = new PartitionWork('documents.v1', 0, refuseAll, loop);
    const lenient = new PartitionWork('documents.v1', 0, async (batch) => await refuseAll(batch.filter(({ offset }) => offset === 3)), loop);
    await lenient.work(await batchOf(0, 4), session());
    expect(await letters()).toBe(1);
    await strict.work(await batchOf(0, 4), session());
    expect(await letters()).toBe(4);
    await new PartitionWork('documents.v1', 0, refuseAll, loop).work(await batchOf(0, 4), session());
    expect(await letters()).toBe(4);
  });

  it('takes no notice of a refusal of a record that was not in the batch, nor of a second refusal of one that was', async () => {
    await produce(1);
    const odd = new PartitionWork('documents.v1', 0, async ([record]) => record === undefined ? [] : [
      ...await refuseAll([record, record]),
      ...await refuseAll([{ ...record, offset: 99 }]),
    ], loop);
    await odd.work(await batchOf(0, 1), session());
    expect(await letters()).toBe(1);
  });

  it('gives its room back and is forgotten by readiness when it is taken away while it waits', async () => {
    await produce(1);
    const controller = new AbortController();
    const work = new PartitionWork('documents.v1', 0, () => Promise.reject(new RetryableError('STORE_UNAVAILABLE')), loop);
    const working = work.work(await batchOf(0, 1), session({ signal: controller.signal }));
    while (loop.states.describe().length === 0) await systemClock.sleep(1);
    controller.abort(new TerminalError('PARTITION_MOVED'));
    await expect(working).rejects.toThrow('no longer this member’s');
    expect(loop.states.describe()).toEqual([]);
    expect(budget.bytes).toBe(0);
  });

  it('says why a batch failed in a way that nothing foresaw, and forgets it when the batch succeeds', async () => {
    await produce(1);
    let down = true;
    const work = new PartitionWork('documents.v1', 0, () => down ? Promise.reject(new RetryableError('STORE_UNAVAILABLE')) : Promise.resolve([]), loop);
    const lost = session({ heartbeat: () => Promise.reject(new Error('no coordinator')) });
    await expect(work.work(await batchOf(0, 1), lost)).rejects.toThrow('no coordinator');
    expect(loop.states.describe()).toEqual([expect.stringContaining('ingest documents.v1[0] waits: UNEXPECTED')]);
    expect(budget.bytes).toBe(0);
    down = false;
    await work.work(await batchOf(0, 1), session());
    expect(loop.states.describe()).toEqual([]);
  });

  it('says an error of ours under its own code', async () => {
    await produce(1);
    const work = new PartitionWork('documents.v1', 0, () => Promise.reject(new RetryableError('STORE_UNAVAILABLE')), loop);
    const lost = session({ heartbeat: () => Promise.reject(new RetryableError('LOG_UNAVAILABLE')) });
    await expect(work.work(await batchOf(0, 1), lost)).rejects.toThrow('The event log does not answer.');
    expect(loop.states.describe()).toEqual([expect.stringContaining('LOG_UNAVAILABLE')]);
  });

  it('dead-letters what a handler gives up with a code of its own under that code', async () => {
    await produce(1);
    await new PartitionWork('documents.v1', 0, () => Promise.reject(new TerminalError('RECORD_TOO_LARGE')), loop).work(await batchOf(0, 1), session());
    const [letter] = await ports.events.read({ topic: 'documents.v1.dlq', partition: 0, offset: 0 }, { maxRecords: 1, maxBytes: 1_000 });
    expect(new TextDecoder().decode(letter?.header('sf_dlq_code'))).toBe('RECORD_TOO_LARGE');
  });

  it('waits for a dead-letter topic that fails in a way nobody foresaw', async () => {
    await produce(1);
    let down = 2;
    const events = { ...ports.events, produce: (...given: Parameters<typeof ports.events.produce>) => down-- > 0 ? Promise.reject(new Error('socket')) : ports.events.produce(...given) };
    await new PartitionWork('documents.v1', 0, refuseAll, { ...loop, events }).work(await batchOf(0, 1), session());
    expect(await letters()).toBe(1);
  });
});
