import type { CandleInput } from '@streamforge/contracts/events/candle';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openHarness, type Harness } from './harness.ts';

const OPEN = Date.UTC(2024, 0, 1);
const SERIES = 'local:BTCUSDT:1m:published';

const candle = (change: Partial<CandleInput> = {}): CandleInput => ({
  exchange: 'local', symbol: 'BTCUSDT', interval: '1m', openTime: OPEN,
  open: '10', high: '12', low: '9', close: '11', volume: '5', ...change,
});

describe('candles', () => {
  let harness: Harness;
  beforeEach(async () => {
    harness = await openHarness();
  });
  afterEach(() => harness.close());

  it('are stored with canonical decimals and published as bars', async () => {
    await harness.feed('market.candles.v1', [candle({ open: '10.500', volume: 5 })]);
    const [stored] = await harness.bodies('candles', SERIES);
    expect(stored).toMatchObject({ open: '10.5', volume: '5', origin: 'published', closed: true });
    const published = await harness.records('market.bars.v1');
    expect(published.map((record) => JSON.parse(new TextDecoder().decode(record.value ?? new Uint8Array())) as unknown)).toEqual([stored]);
  });

  it('name the topic, partition and offset they came from', async () => {
    await harness.feed('market.candles.v1', [candle(), candle({ openTime: OPEN + 60_000 })]);
    const [first, second] = await harness.entries('candles', SERIES);
    expect(second?.source).toEqual({ topic: 'market.candles.v1', partition: first?.source.partition, offset: (first?.source.offset ?? 0) + 1 });
  });

  it('keep the newest revision whatever the order of arrival, and publish no outdated one', async () => {
    await harness.feed('market.candles.v1', [candle({ revision: 2, close: '12' })]);
    await harness.feed('market.candles.v1', [candle({ revision: 1, close: '9' })]);
    expect(await harness.bodies('candles', SERIES)).toMatchObject([{ revision: 2, close: '12' }]);
    expect(await harness.records('market.bars.v1')).toHaveLength(1);
  });

  it('prefer the closed candle to any open one', async () => {
    await harness.feed('market.candles.v1', [candle({ closed: true, revision: 1 })]);
    await harness.feed('market.candles.v1', [candle({ closed: false, revision: 9, close: '9' })]);
    expect(await harness.bodies('candles', SERIES)).toMatchObject([{ closed: true, close: '11' }]);
  });

  it('published twice are stored once and published again under the same id', async () => {
    await harness.feed('market.candles.v1', [candle()]);
    await harness.feed('market.candles.v1', [candle()]);
    expect(await harness.entries('candles', SERIES)).toHaveLength(1);
    const ids = (await harness.records('market.bars.v1')).map((record) => new TextDecoder().decode(record.header('ce_id')));
    expect(new Set(ids).size).toBe(1);
  });

  it('that break a rule are dead-lettered with its code, and the next good one is stored', async () => {
    await harness.feed('market.candles.v1', [
      candle({ high: '8' }),
      candle({ open: '13' }),
      candle({ close: '13' }),
      candle({ low: '0' }),
      candle({ volume: '-1' }),
      candle({ openTime: OPEN + 1 }),
      candle({ openTime: Date.UTC(2150, 0, 1) }),
      candle({ openTime: OPEN + 60_000 }),
    ]);
    expect(await harness.codes('market.candles.v1')).toEqual([
      'CANDLE_HIGH_BELOW_LOW', 'CANDLE_OPEN_OUTSIDE_RANGE', 'CANDLE_CLOSE_OUTSIDE_RANGE', 'CANDLE_PRICE_NOT_POSITIVE',
      'CANDLE_VOLUME_NEGATIVE', 'CANDLE_TIME_NOT_ALIGNED', 'EVENT_TIME_IN_FUTURE',
    ]);
    expect(await harness.entries('candles', SERIES)).toHaveLength(1);
  });

  it('of an undeclared symbol make a provisional asset', async () => {
    await harness.feed('market.candles.v1', [candle()]);
    expect(await harness.bodies('assets', 'local')).toMatchObject([{ symbol: 'BTCUSDT', provisional: true, calendar: '24/7' }]);
  });
});
