/** What a store that fails at the n-th of its writes, before or after its effect, leaves: the same ledger, and every event published. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ReceivedEvent } from '@streamforge/codec/received';
import { RetryableError } from '@streamforge/contracts/errors';
import { Fill } from '@streamforge/contracts/events/agent';
import { GnnPrediction } from '@streamforge/contracts/events/gnn';
import { systemClock } from '@streamforge/determinism/clock';
import { countedIds } from '@streamforge/determinism/ids';
import { openEmbeddedDocumentStore } from '@streamforge/document-store/embedded';
import { ledgerReader } from '@streamforge/ledger/reader';
import { openEmbeddedRelational } from '@streamforge/relational/embedded';
import { createLogger } from '@streamforge/service-host/log';
import { createMetrics } from '@streamforge/service-host/metrics';
import { killPoints } from '@streamforge/testing/fault-hooks';
import { describe, expect, it } from 'vitest';
import { markToBars } from '../src/bars.ts';
import { RoiConfig } from '../src/config.ts';
import type { RoiContext } from '../src/context.ts';
import { bookFills } from '../src/fills.ts';
import { logPredictions } from '../src/predictions.ts';
import { bar, linesOf, MINUTE, START, storeBars } from './harness.ts';

const bars = Array.from({ length: 12 }, (_, minute) => bar(minute, `${100 + minute % 4}`));
const record = <Topic extends 'agent.fills.v1' | 'market.bars.v1' | 'gnn.predictions.v1'>(topic: Topic, offset: number, value: ReceivedEvent<Topic>['value']) =>
  ({ kind: 'event', topic, partition: 0, offset, timestamp: START + 1e9, key: 'k', eventTime: undefined, value }) as ReceivedEvent<Topic>;
const fills = Array.from({ length: 9 }, (_, n) => record('agent.fills.v1', n, Fill.parse({
  id: `f${n}`, account: 'ada', symbol: 'BTCUSDT', side: n % 3 === 2 ? 'sell' : 'buy', quantity: '1', price: `${100 + n}`, // One comes late, before what was closed.
  time: START + (n === 7 ? 0.5 : n) * MINUTE,
})));
const closed = bars.map((one, n) => record('market.bars.v1', n, one));
const predictions = [3, 5].map((minute, n) => record('gnn.predictions.v1', n, GnnPrediction.parse({
  model: 'lead', version: 1, exchange: 'local', symbol: 'BTCUSDT', interval: '1m', openTime: START + minute * MINUTE, probabilityUp: 0.6, expectedReturn: 0,
})));

interface Left {
  readonly lines: readonly string[];
  /** Ids of what was published. */
  readonly published: ReadonlySet<string>;
  /** Writes that there were. */
  readonly writes: number;
}

/** Handles everything in small batches; the `fails`-th write fails once, and whoever meets it handles its batch again, as the host does. */
const run = async (fails = 0, moment: 'before' | 'after' = 'before'): Promise<Left> => {
  const directory = await mkdtemp(join(tmpdir(), 'roi-failing-'));
  const documents = await openEmbeddedDocumentStore({ directory, groupCommitMs: 0 });
  const relational = await openEmbeddedRelational({ directory });
  const published = new Set<string>();
  let writes = 0;
  const failing = async <Result>(call: () => Promise<Result>): Promise<Result> => {
    writes += 1;
    const now = writes === fails;
    if (now && moment === 'before') throw new RetryableError('STORE_UNAVAILABLE');
    const result = await call();
    if (now) throw new RetryableError('STORE_UNAVAILABLE');
    return result;
  };
  const context: RoiContext = {
    documents,
    relational: { ...relational, transaction: (work) => failing(() => relational.transaction(work)) },
    publish: (_, records) => failing(async () => {
      for (const { id } of records) published.add(id);
    }),
    config: RoiConfig.parse({ ROI_GATHER_MS: '0' }),
    clock: systemClock, ids: countedIds('test'), logger: createLogger('silent'), metrics: createMetrics(),
  };
  const handled = async (handle: () => Promise<unknown>): Promise<void> => {
    await handle().catch(async (error: unknown) => {
      if (!(error instanceof RetryableError)) throw error;
      await handle();
    });
  };
  await storeBars(documents, bars.slice(0, 8));
  for (let at = 0; at < 9; at += 3) {
    await handled(() => bookFills(fills.slice(at, at + 3), context));
    await handled(() => markToBars(closed.slice(at, at + 3), context));
  }
  await handled(() => logPredictions(predictions, context));
  await storeBars(documents, bars.slice(8));
  await handled(() => markToBars(closed.slice(8), context));
  const lines = await linesOf(ledgerReader(relational));
  await relational.close();
  await documents.close();
  await rm(directory, { recursive: true });
  return { lines, published, writes };
};

/** Of the writes, before and after; seeded. */
const POINTS = 8;

describe('a store that fails once', () => {
  it('at one of its writes, before or after its effect, leaves the same ledger and every event published', async () => {
    const undisturbed = await run();
    expect(undisturbed.lines.length).toBeGreaterThan(30);
    for (const { commit, moment } of killPoints(11, POINTS, undisturbed.writes)) {
      const { lines, published } = await run(commit, moment);
      expect(lines, `write ${commit}, ${moment}`).toEqual(undisturbed.lines);
      expect([...undisturbed.published].filter((id) => !published.has(id)), `write ${commit}, ${moment}`).toEqual([]);
    }
  });
});
