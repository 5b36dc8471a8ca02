import type { DocumentStore } from '@streamforge/document-store/port';
import { simulatedClock, type SimulatedClock } from '@streamforge/testing/simulated-clock';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { storeAssets } from '../src/assets.ts';
import { storeCandles } from '../src/candles.ts';
import type { IngestContext } from '../src/context.ts';
import { surveyGaps } from '../src/gap-survey.ts';
import { directIngest, openStore, receivedOf } from './direct.ts';

const FRIDAY = Date.UTC(2024, 0, 5);
const DAY = 86_400_000;

describe('the survey of gaps', () => {
  let store: Awaited<ReturnType<typeof openStore>>;
  let context: IngestContext;
  let clock: SimulatedClock;
  let scanned: number;
  let down: boolean;
  const ending = new AbortController();
  beforeEach(async () => {
    store = await openStore();
    clock = simulatedClock();
    scanned = 0;
    down = false;
    const direct = directIngest(store.documents).context;
    context = {
      ...direct,
      clock,
      documents: {
        ...direct.documents,
        series: (...given: Parameters<DocumentStore['series']>) => down ? Promise.reject(new Error('down')) : store.documents.series(...given),
        scanOrders: async function* (...given: Parameters<DocumentStore['scanOrders']>) {
          for await (const page of store.documents.scanOrders(...given)) {
            scanned += page.length;
            yield page;
          }
        },
      },
    };
  });
  afterEach(() => store.close());

  const days = async (...given: readonly number[]): Promise<void> => {
    const candles = given.map((day) => ({
      exchange: 'local', symbol: 'AAPL', interval: '1d' as const, openTime: FRIDAY + day * DAY, open: '1', high: '1', low: '1', close: '1', volume: '1',
    }));
    expect(await storeCandles(receivedOf('market.candles.v1', candles), context)).toEqual([]);
  };
  const missing = async (): Promise<number> => {
    const before = clock.sleeping();
    await clock.advance(1_000);
    while (clock.sleeping() < before) await new Promise((resolve) => setImmediate(resolve));
    const shown = /streamforge_series_gap_bars\{interval="1d"\} (\d+)/.exec(await context.metrics.text());
    return Number(shown?.[1]);
  };

  it('shows how many bars are missing, follows late bars and new calendars, reads only what is new, and outlives its store', async () => {
    const surveying = surveyGaps(context, ending.signal);
    await days(0, 3, 5);
    expect(await missing()).toBe(3);
    scanned = 0;
    await days(6, 8);
    expect(await missing()).toBe(4);
    expect(scanned).toBe(2);
    await days(7);
    expect(await missing()).toBe(3);
    down = true;
    await missing();
    down = false;
    await storeAssets(receivedOf('market.assets.v1', [{ exchange: 'local', symbol: 'AAPL', calendar: 'weekdays', updatedAt: FRIDAY }]), context);
    expect(await missing()).toBe(1);
    ending.abort(new Error('drain'));
    await expect(surveying).rejects.toThrow('drain');
  });
});
