import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Fill } from '@streamforge/contracts/events/agent';
import { openEmbeddedDocumentStore } from '@streamforge/document-store/embedded';
import type { DocumentStore } from '@streamforge/document-store/port';
import { openLedger, type Ledger } from '@streamforge/ledger/ledger';
import { ledgerReader } from '@streamforge/ledger/reader';
import { openEmbeddedRelational } from '@streamforge/relational/embedded';
import type { Relational } from '@streamforge/relational/port';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RoiContext } from '../src/context.ts';
import { revalue } from '../src/equity/revalue.ts';
import { bar, MINUTE, START, storeBars } from './harness.ts';

const all = { from: 0, to: Number.POSITIVE_INFINITY };

describe('a valuation', () => {
  let directory: string;
  let documents: DocumentStore;
  let relational: Relational;
  let ledger: Ledger;
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'roi-overtaken-'));
    documents = await openEmbeddedDocumentStore({ directory, groupCommitMs: 0 });
    relational = await openEmbeddedRelational({ directory });
    ledger = await openLedger(relational);
    await storeBars(documents, Array.from({ length: 1_200 }, (_, minute) => bar(minute, `${100 + minute % 5}`)));
    await book(0, 'buy');
  });
  afterEach(async () => {
    await relational.close();
    await documents.close();
    await rm(directory, { recursive: true });
  });
  const book = async (minute: number, side: 'buy' | 'sell'): Promise<void> => {
    const value = Fill.parse({ id: `f${minute}`, account: 'ada', symbol: 'BTCUSDT', side, quantity: '1', price: '100', time: START + minute * MINUTE + 1 });
    await ledger.book({
      fills: [{ topic: 'agent.fills.v1', partition: 0, offset: minute, value: { fill: value, feeInQuote: '0' } }],
      beginningOf: () => ({ capital: '10000', grid: '1m' }),
    });
  };
  const context = (): RoiContext => ({ documents, publish: () => Promise.resolve() }) as unknown as RoiContext;
  const points = () => ledgerReader(relational).equity('ada', { limit: 10_000 });

  it.each([1, 2])('that another overtakes at its write %i starts again from what is stored then', async (write) => {
    let writes = 0;
    const overtaken: Ledger = {
      ...ledger,
      keepPoints: async (stretch) => {
        writes += 1;
        if (writes === write) {
          await book(300, 'sell');
          await book(1_100, 'buy');
          await storeBars(documents, [bar(1_150, '500', { revision: 1 })]);
          await revalue(ledger, 'ada', { from: START + 300 * MINUTE, to: Number.POSITIVE_INFINITY }, context());
        }
        return await ledger.keepPoints(stretch);
      },
    };
    await revalue(overtaken, 'ada', all, context());
    const left = await points();
    await revalue(ledger, 'ada', all, context());
    expect(left).toEqual(await points());
    expect(left.find(({ time }) => time === START + 1_151 * MINUTE)?.equity).toBe('10400');
    expect(left.filter(({ time }) => time > START + 302 * MINUTE && time <= START + 1_100 * MINUTE)).toEqual([]);
  });
});
