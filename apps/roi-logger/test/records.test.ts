import type { InputOf } from '@streamforge/contracts/topics';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bar, MINUTE, openHarness, START, type Harness } from './harness.ts';

let harness: Harness;
beforeEach(async () => {
  harness = await openHarness();
});
afterEach(async () => {
  await harness.close();
});

const fill = (given: Partial<InputOf<'agent.fills.v1'>> = {}): InputOf<'agent.fills.v1'> =>
  ({ id: 'f1', account: 'ada', symbol: 'BTCUSDT', side: 'buy', quantity: '2', price: '100', fee: '1', time: START, ...given });

describe('fills', () => {
  it('that break a rule are dead-lettered with its code, and the next good one is booked', async () => {
    await harness.feed('agent.fills.v1', [
      fill({ price: '0' }), fill({ price: '-1' }), fill({ quantity: '0' }), fill({ price: '1.0000000000000000001' }), fill({ quantity: '1000000000000000' }),
      fill({ feeAsset: 'BNB' }), fill({ time: Date.UTC(2150, 0, 1) }), fill({ id: 'good' }),
    ]);
    expect(await harness.codes('agent.fills.v1')).toEqual([
      'FILL_PRICE_NOT_POSITIVE', 'FILL_PRICE_NOT_POSITIVE', 'FILL_QUANTITY_NOT_POSITIVE', 'FILL_NOT_EXACT', 'FILL_NOT_EXACT',
      'FEE_ASSET_UNKNOWN', 'EVENT_TIME_IN_FUTURE',
    ]);
    expect(await harness.reader.fills('ada', { limit: 9 })).toMatchObject([{ id: 'good', sequence: 1 }]);
  });

  it('of an id that is taken are dead-lettered when the body differs; the first stands', async () => {
    await harness.feed('agent.fills.v1', [fill(), fill(), fill({ price: '100.0' }), fill({ price: '101' })]);
    expect(await harness.codes('agent.fills.v1')).toEqual(['ID_CONFLICT']);
    expect(await harness.reader.accounts()).toMatchObject([{ account: 'ada', fills: 1 }]);
  });

  it('pay fees in the quote asset, in the base asset at their own price, or are paid a rebate', async () => {
    await harness.feed('agent.fills.v1', [
      fill({ feeAsset: 'USDT' }), fill({ id: 'f2', feeAsset: 'BTC', fee: '0.002' }), fill({ id: 'f3', fee: '-0.5' }), fill({ id: 'f4', fee: '0', feeAsset: 'BNB' }),
    ]);
    const fees = (await harness.reader.fills('ada', { limit: 9 })).map(({ id, fee, feeAsset, feeInQuote }) => [id, fee, feeAsset, feeInQuote]);
    expect(fees).toEqual([['f4', '0', 'BNB', '0'], ['f3', '-0.5', null, '-0.5'], ['f2', '0.002', 'BTC', '0.2'], ['f1', '1', 'USDT', '1']]);
    expect(await harness.reader.figures('ada', 'fifo')).toMatchObject({ fees: '0.7', equity: '9999.3' });
  });
});

it('actions are kept beside fills, the first of an id, with their records', async () => {
  const action = (given: Partial<InputOf<'agent.actions.v1'>> = {}): InputOf<'agent.actions.v1'> =>
    ({ id: 'a1', account: 'ada', type: 'open', symbol: 'BTCUSDT', time: START, reason: 'momentum', ...given });
  await harness.feed('agent.actions.v1', [action(), action(), action({ reason: 'other' }), action({ id: 'a2', time: Date.UTC(2150, 0, 1) })]);
  expect((await harness.codes('agent.actions.v1')).toSorted()).toEqual(['EVENT_TIME_IN_FUTURE', 'ID_CONFLICT']);
  expect(await harness.reader.actions('ada', { limit: 9 })).toMatchObject([{ id: 'a1', reason: 'momentum', source: { topic: 'agent.actions.v1', offset: 0 } }]);
});

describe('predictions', () => {
  const predicted = (minute: number, probabilityUp: number, version = 1): InputOf<'gnn.predictions.v1'> => ({
    model: 'lead', version, exchange: 'local', symbol: 'BTCUSDT', interval: '1m', openTime: START + minute * MINUTE, probabilityUp, expectedReturn: 0.001,
    basis: [{ topic: 'market.candles.v1', partition: 0, offset: 4 }],
  });
  const query = { exchange: 'local', symbol: 'BTCUSDT', interval: '1m', limit: 9 } as const;

  it('wait for their bar, and are scored against the close before it', async () => {
    await harness.feedBars([bar(0, '100')]);
    await harness.feed('gnn.predictions.v1', [predicted(1, 0.8), predicted(2, 0.8)]);
    expect((await harness.reader.predictions(query)).map(({ score }) => score)).toEqual([null, null]);
    await harness.feedBars([bar(1, '110'), bar(2, '110')]);
    const [second, first] = await harness.reader.predictions(query);
    expect(first).toMatchObject({
      source: { topic: 'gnn.predictions.v1', offset: 0 }, basis: [{ offset: 4 }],
      score: { previousClose: '100', close: '110', up: true, right: true, logReturn: 0.095310179804 },
    });
    expect(first?.score?.brier).toBeCloseTo(0.04, 12);
    expect(second?.score).toMatchObject({ previousClose: '110', up: false, right: false, logReturn: 0 });
    const [scores] = await harness.reader.scores('lead');
    expect(scores).toMatchObject({ model: 'lead', version: 1, predictions: 2, scored: 2, right: 1, accuracy: 0.5 });
    expect(scores?.brier).toBeCloseTo(0.34, 12);
  });

  it('are scored again when a bar is corrected, or when one comes late before theirs', async () => {
    await harness.feedBars([bar(0, '100'), bar(2, '105')]);
    await harness.feed('gnn.predictions.v1', [predicted(2, 0.4)]);
    const score = async () => (await harness.reader.predictions(query))[0]?.score;
    expect(await score()).toMatchObject({ previousClose: '100', right: false });
    await harness.feedBars([bar(1, '107')]);
    expect(await score()).toMatchObject({ previousClose: '107', close: '105', right: true });
    await harness.feedBars([bar(2, '108', { revision: 1 })]);
    expect(await score()).toMatchObject({ previousClose: '107', close: '108', right: false });
  });

  it('stand as they were first made', async () => {
    await harness.feed('gnn.predictions.v1', [predicted(1, 0.8), { ...predicted(1, 0.8), basis: [] }, predicted(1, 0.2), predicted(1, 0.3, 2)]);
    expect(await harness.codes('gnn.predictions.v1')).toEqual(['ID_CONFLICT']);
    expect((await harness.reader.predictions(query)).map(({ version, probabilityUp }) => [version, probabilityUp])).toEqual([[1, 0.8], [2, 0.3]]);
  });
});
