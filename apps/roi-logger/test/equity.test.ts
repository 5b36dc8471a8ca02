import type { InputOf } from '@streamforge/contracts/topics';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bar, MINUTE, openHarness, START, storeBars, type Harness } from './harness.ts';

type FillInput = InputOf<'agent.fills.v1'>;
let made = 0;

/** A fill half a minute into a minute. */
const fill = (minute: number, side: 'buy' | 'sell', quantity: string, price: string, given: Partial<FillInput> = {}): FillInput => {
  made += 1;
  return { id: `f${made}`, account: 'ada', symbol: 'BTCUSDT', side, quantity, price, fee: '0', time: START + minute * MINUTE + MINUTE / 2, ...given };
};

describe('the equity of an account', () => {
  let harness: Harness;
  beforeEach(async () => {
    harness = await openHarness();
  });
  afterEach(async () => {
    await harness.close();
  });
  const curve: Harness['curve'] = (account) => harness.curve(account);
  const feed: Harness['feed'] = (topic, values) => harness.feed(topic, values);
  const feedBars: Harness['feedBars'] = (bars) => harness.feedBars(bars);

  it('is marked at the price of its fill until a bar has closed, and then at the closes', async () => {
    await feed('agent.fills.v1', [fill(0, 'buy', '10', '100', { fee: '1.5' })]);
    expect(await curve('ada')).toEqual([[1, '9998.5']]);
    await feedBars([bar(1, '101'), bar(2, '103'), bar(4, '99')]);
    expect(await curve('ada')).toEqual([[1, '9998.5'], [2, '10008.5'], [3, '10028.5'], [5, '9988.5']]);
    expect(await harness.reader.equity('ada', { limit: 1 })).toEqual([{
      time: START + 5 * MINUTE, equity: '9988.5', realised: { fifo: '0', lifo: '0', average: '0' }, unrealised: { fifo: '-10', lifo: '-10', average: '-10' },
      fees: '1.5', roi: '-0.00115', fills: 1,
    }]);
    // At minute 4 nothing happened: it counts as a period without a return.
    const { performance, measuredFrom } = await harness.reader.figures('ada', 'fifo') ?? {};
    expect([performance?.periods, measuredFrom]).toEqual([4, START + MINUTE]);
    expect(performance?.totalReturn).toBeCloseTo(9988.5 / 9998.5 - 1, 12);
    expect(performance?.maxDrawdown).toBeCloseTo(9988.5 / 10028.5 - 1, 12);
  });

  it('is not marked with a close that no market has', async () => {
    await feed('agent.fills.v1', [fill(0, 'buy', '999999999999999', '1')]);
    await feedBars([bar(1, '2'), bar(2, '9'.repeat(37)), bar(3, '3')]);
    expect((await curve('ada')).map(([minute]) => minute)).toEqual([1, 2, 4]);
    expect(await harness.codes('market.bars.v1')).toEqual([]);
  });

  it('has a point where something happened to it, and none while it holds nothing', async () => {
    await feedBars(Array.from({ length: 10 }, (_, minute) => bar(minute, `${100 + minute}`)));
    await feed('agent.fills.v1', [fill(2, 'buy', '1', '102'), fill(5, 'sell', '1', '110')]);
    expect(await curve('ada')).toEqual([[3, '10000'], [4, '10001'], [5, '10002'], [6, '10008']]);
    await feedBars([bar(10, '500'), bar(11, '500', { symbol: 'ETHUSDT' })]);
    expect(await curve('ada')).toHaveLength(4);
  });

  it('sums what it holds of several assets, each at its own last close', async () => {
    await feedBars([bar(0, '100'), bar(0, '10', { symbol: 'ETHUSDT' }), bar(3, '12', { symbol: 'ETHUSDT' })]);
    await feed('agent.fills.v1', [fill(1, 'buy', '1', '100'), fill(1, 'sell', '5', '10', { symbol: 'ETHUSDT' })]);
    await feedBars([bar(2, '107')]);
    expect(await curve('ada')).toEqual([[2, '10000'], [3, '10007'], [4, '9997']]);
    expect(await harness.reader.figures('ada', 'average')).toMatchObject({
      equity: '9997', unrealised: '-3', roi: '-0.0003', fills: 2,
      holdings: [{ symbol: 'BTCUSDT', quantity: '1', cost: '100' }, { symbol: 'ETHUSDT', quantity: '-5', cost: '-50', averagePrice: '10' }],
    });
  });

  it('is made anew where a late bar belongs, and only there', async () => {
    await feed('agent.fills.v1', [fill(0, 'buy', '1', '100')]);
    await feedBars([bar(1, '101'), bar(3, '103'), bar(4, '104')]);
    const sent = (await harness.records('roi.snapshots.v1')).length;
    await feedBars([bar(2, '202')]);
    expect(await curve('ada')).toEqual([[1, '10000'], [2, '10001'], [3, '10102'], [4, '10003'], [5, '10004']]);
    expect((await harness.records('roi.snapshots.v1')).length).toBe(sent + 3);
  });

  it('follows a bar that is corrected', async () => {
    await feed('agent.fills.v1', [fill(0, 'buy', '1', '100')]);
    await feedBars([bar(1, '101'), bar(2, '102')]);
    await feedBars([bar(1, '150', { revision: 1 })]);
    expect(await curve('ada')).toEqual([[1, '10000'], [2, '10050'], [3, '10002']]);
  });

  it('pays no heed to bars that are still open', async () => {
    await feed('agent.fills.v1', [fill(0, 'buy', '1', '100')]);
    await feedBars([bar(1, '999', { closed: false })]);
    expect(await curve('ada')).toEqual([[1, '10000']]);
    await feedBars([bar(1, '105', { revision: 1 })]);
    expect(await curve('ada')).toEqual([[1, '10000'], [2, '10005']]);
  });

  it('is made anew from a late fill on, which takes its place among the lots', async () => {
    await feedBars(Array.from({ length: 6 }, (_, minute) => bar(minute, `${100 + minute}`)));
    await feed('agent.fills.v1', [fill(3, 'buy', '1', '110')]);
    expect(await curve('ada')).toEqual([[4, '9993'], [5, '9994'], [6, '9995']]);
    await feed('agent.fills.v1', [fill(1, 'buy', '2', '90')]);
    expect(await curve('ada')).toEqual([[2, '10022'], [3, '10024'], [4, '10019'], [5, '10022'], [6, '10025']]);
    await feed('agent.fills.v1', [fill(4, 'sell', '1', '105', { id: 'sold' })]);
    const closed = async () => (await harness.reader.fills('ada', { limit: 9 })).find(({ id }) => id === 'sold')?.closed;
    expect(await closed()).toMatchObject({ fifo: { cost: '90', gross: '15' }, lifo: { cost: '110', gross: '-5' } });
    expect((await curve('ada')).at(-1)).toEqual([6, '10025']);
    await feed('agent.fills.v1', [fill(0, 'buy', '1', '80')]);
    expect(await closed()).toMatchObject({ fifo: { cost: '80', gross: '25' }, lifo: { cost: '110', gross: '-5' } });
    const published = (await harness.records('roi.snapshots.v1')).map((one) => JSON.parse(new TextDecoder().decode(one.value ?? undefined)) as InputOf<'roi.snapshots.v1'>)
      .filter(({ time, method }) => time === START + 5 * MINUTE && method === 'fifo').map(({ fills, realised }) => [fills, realised]);
    expect(published).toEqual([[1, '0'], [2, '0'], [3, '15'], [4, '25']]);
  });

  it('takes the shortest of bars that close together, and the venue’s before ours', async () => {
    await feed('agent.fills.v1', [fill(0, 'buy', '1', '100')]);
    await feedBars([bar(4, '200', { origin: 'trades' }), bar(0, '300', { interval: '5m' })]);
    expect(await curve('ada')).toEqual([[1, '10000'], [5, '10100']]);
    await feedBars([bar(4, '150')]);
    expect(await curve('ada')).toEqual([[1, '10000'], [5, '10050']]);
  });

  it('is published by every method, and a point that is made again with the same figures is the same event', async () => {
    const record = fill(0, 'buy', '1', '100');
    await feed('agent.fills.v1', [record]);
    const snapshots = await harness.records('roi.snapshots.v1');
    const values = snapshots.map((one) => JSON.parse(new TextDecoder().decode(one.value ?? undefined)) as InputOf<'roi.snapshots.v1'>);
    expect(values).toEqual([
      { account: 'ada', time: START + MINUTE, method: 'fifo', capital: '10000', equity: '10000', realised: '0', unrealised: '0', fees: '0', roi: '0', fills: 1 },
      { ...values[0], method: 'lifo' },
      { ...values[0], method: 'average' },
    ]);
    await feed('agent.fills.v1', [record]);
    expect(await harness.records('roi.snapshots.v1')).toHaveLength(3);
    expect(await harness.codes('agent.fills.v1')).toEqual([]);
  });
});

describe('a long history', () => {
  it('is valued in steps, as a short one is', async () => {
    const harness = await openHarness({ batchRecords: 1 });
    const minutes = 2_300;
    await storeBars(harness.host.ports.documents, Array.from({ length: minutes }, (_, minute) => bar(minute, `${100 + minute % 7}`)));
    await harness.feed('agent.fills.v1', [fill(0, 'buy', '1', '100'), fill(1_500, 'buy', '2', '100'), fill(700, 'sell', '1', '100')]);
    const curve = await harness.curve('ada');
    // Nothing is held from the sale to the purchase after it, both of whose minutes have a point.
    expect(curve.map(([minute]) => minute)).toEqual(Array.from({ length: minutes }, (_, n) => n + 1).filter((minute) => minute <= 701 || minute >= 1_501));
    const expected = (minute: number): number => (minute <= 700 ? (minute - 1) % 7 : minute >= 1_501 ? 2 * ((minute - 1) % 7) : 0);
    expect(curve.map(([, equity]) => Number(equity))).toEqual(curve.map(([minute]) => 10_000 + expected(minute)));
    await harness.close();
  });
});

describe('settings of an account', () => {
  it('are its capital and the grid of its points', async () => {
    const harness = await openHarness({ env: { ROI_CAPITAL: '500', ROI_CAPITALS: 'bob=20.5, eve=7', ROI_EQUITY_INTERVAL: '1h' } });
    await harness.feed('agent.fills.v1', [fill(0, 'buy', '1', '100'), fill(61, 'buy', '1', '1', { account: 'bob' })]);
    expect(await harness.reader.accounts()).toMatchObject([{ account: 'ada', capital: '500', grid: '1h', fills: 1 }, { account: 'bob', capital: '20.5' }]);
    expect([await harness.curve('ada'), await harness.curve('bob')]).toEqual([[[60, '500']], [[120, '20.5']]]);
    await harness.close();
  });

  it('are refused at the start when they can’t be read', async () => {
    await expect(openHarness({ env: { ROI_CAPITAL: '-1' } })).rejects.toThrow('ROI_CAPITAL');
    await expect(openHarness({ env: { ROI_CAPITALS: 'ada' } })).rejects.toThrow('ROI_CAPITALS');
  });
});
