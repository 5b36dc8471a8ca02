import { applyOnce, positionOf } from '../src/position.ts';
import { openLedger, type Ledger } from '../src/ledger.ts';
import { ledgerReader } from '../src/reader.ts';
import type { EquityPoint } from '../src/rows.ts';
import type { LedgerTables } from '../src/tables.ts';
import type { ValuedFill } from '../src/books.ts';
import type { Recorded } from '../src/recorded.ts';
import { GnnPrediction } from '@streamforge/contracts/events/gnn';
import { Action } from '@streamforge/contracts/events/agent';
import type { Relational, Transaction } from '@streamforge/relational/port';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fill, MINUTE, recorded, START } from './fills.ts';

/** An empty place that the ledger can be opened on, several times at once. */
export interface Place {
  open(): Promise<Relational>;
  dispose(): Promise<void>;
}

const beginningOf = () => ({ capital: '10000', grid: '1m' }) as const;

const point = (time: number, equity = '10000'): EquityPoint =>
  ({ time, equity, realised: { fifo: '0', lifo: '0', average: '0' }, unrealised: { fifo: '0', lifo: '0', average: '0' }, fees: '0', roi: '0', fills: 1 });

const prediction = (openTime: number, probabilityUp = 0.7): GnnPrediction => GnnPrediction.parse({
  model: 'lead', version: 1, exchange: 'local', symbol: 'BTCUSDT', interval: '1m', openTime, probabilityUp, expectedReturn: 0.001,
  basis: [{ topic: 'market.candles.v1', partition: 3, offset: 7 }],
});

/** What the ledger keeps, whichever database it is in. */
export const ledgerSuite = (newPlace: () => Promise<Place>): void => {
  let place: Place;
  let relational: Relational;
  let ledger: Ledger;
  beforeEach(async () => {
    place = await newPlace();
    relational = await place.open();
    ledger = await openLedger(relational);
  });
  afterEach(async () => {
    await relational.close();
    await place.dispose();
  });
  const book = (fills: readonly Recorded<ValuedFill>[]) => ledger.book({ fills, beginningOf });
  const everything = async (of = relational): Promise<readonly string[]> => (await Array.fromAsync(ledgerReader(of).everything())).flat();
  const holdings = async (account = 'ada') => (await ledger.standing(account))?.assets;

  describe('fills', () => {
    it('are booked by every method, and each says what it closed and whose quantity that was', async () => {
      const [a, b, c] = [fill({ quantity: '2' }), fill({ quantity: '2', price: '110' }), fill({ side: 'sell', quantity: '3', price: '120' })];
      expect(await book(recorded([a, b, c]))).toEqual(['stored', 'stored', 'stored']);
      const [sold, bought] = await ledgerReader(relational).fills('ada', { limit: 2 });
      expect(sold).toMatchObject({
        id: c.id, sequence: 3, source: { topic: 'agent.fills.v1', partition: 0, offset: 2 },
        closed: {
          fifo: {
            direction: 'long', quantity: '3', amount: '360', cost: '310', gross: '50',
            consumed: [
              { fill: a.id, source: { offset: 0 }, quantity: '2', cost: '200' },
              { fill: b.id, source: { offset: 1 }, quantity: '1', cost: '110' },
            ],
          },
          lifo: { cost: '320', gross: '40', consumed: [{ fill: b.id, quantity: '2', cost: '220' }, { fill: a.id, quantity: '1', cost: '100' }] },
          average: { cost: '315', gross: '45', consumed: [{ fill: a.id, quantity: '3', cost: '315' }] },
        },
      });
      expect(bought?.closed).toEqual({ fifo: null, lifo: null, average: null });
      expect((await ledgerReader(relational).fills('ada', { limit: 9, before: 3 })).map(({ sequence }) => sequence)).toEqual([2, 1]);
    });

    it('may flip a position, and a short one is closed by buying', async () => {
      await book(recorded([fill({ quantity: '2' }), fill({ side: 'sell', quantity: '5', price: '110' })]));
      await book(recorded([fill({ quantity: '3', price: '104' })], 2));
      const asset = (await holdings())?.get('local:BTCUSDT');
      expect([asset?.quantity.toFixed(), asset?.cost.fifo.toFixed(), asset?.cost.lifo.toFixed(), asset?.cost.average.toFixed()]).toEqual(['0', '0', '0', '0']);
      expect((await ledgerReader(relational).fills('ada', { limit: 1 }))[0]?.closed.fifo).toMatchObject({ direction: 'short', quantity: '3', amount: '312', cost: '330', gross: '18' });
      expect(await everything()).not.toContainEqual(expect.stringContaining('"ledger_lots"'));
    });

    it('give the same ledger in batches of 1, 7 and 500', async () => {
      const fills = Array.from({ length: 60 }, (_, n) => fill({
        account: ['ada', 'bob'][n % 2] ?? '', symbol: ['BTCUSDT', 'ETHUSDT', 'XRPUSDT'][n % 3] ?? '', side: n % 4 === 3 ? 'sell' : 'buy',
        quantity: `${1 + n % 5}.${n % 7}`, price: `${100 + 3 * (n % 11)}.25`, time: START + (n * 7919 % 61) * MINUTE,
      }));
      const ledgers: (readonly string[])[] = [];
      for (const size of [1, 7, 500]) {
        const other = await newPlace();
        const port = await other.open();
        const one = await openLedger(port);
        for (let at = 0; at < fills.length; at += size) await one.book({ fills: recorded(fills.slice(at, at + size), at), beginningOf });
        ledgers.push(await everything(port));
        await port.close();
        await other.dispose();
      }
      expect(ledgers[0]).toHaveLength(new Set(ledgers[0]).size);
      expect(ledgers[1]).toEqual(ledgers[0]);
      expect(ledgers[2]).toEqual(ledgers[0]);
    });

    it('that come again change nothing, in whatever batches', async () => {
      const records = recorded(Array.from({ length: 12 }, (_, n) => fill({ side: n % 3 === 2 ? 'sell' : 'buy' })));
      await book(records);
      const before = await everything();
      expect(await book(records)).toEqual(records.map(() => 'again'));
      for (const record of records) await book([record]);
      expect(await everything()).toEqual(before);
    });

    it('of an older batch change nothing when a zombie brings them late', async () => {
      const records = recorded(Array.from({ length: 9 }, (_, n) => fill({ side: n % 3 === 2 ? 'sell' : 'buy' })));
      const zombie = await place.open();
      const late = await openLedger(zombie);
      await book(records);
      const before = await everything();
      expect(await late.book({ fills: records.slice(2, 5), beginningOf })).toEqual(['again', 'again', 'again']);
      await expect(zombie.transaction((trx: Transaction<LedgerTables>) => applyOnce(trx, { topic: 'agent.fills.v1', partition: 0, from: 2, next: 5 })))
        .rejects.toMatchObject({ name: 'RetryableError', code: 'PARTITION_MOVED' });
      expect(await relational.transaction((trx: Transaction<LedgerTables>) => positionOf(trx, { topic: 'agent.fills.v1', partition: 0 }))).toBe(9);
      expect(await everything()).toEqual(before);
      await zombie.close();
    });

    it('booked by two at once are booked once', async () => {
      const records = recorded(Array.from({ length: 40 }, (_, n) => fill({ side: n % 4 === 3 ? 'sell' : 'buy', price: `${90 + n}`, time: START + (n * 7919 % 41) * MINUTE })));
      const other = await place.open();
      const second = await openLedger(other);
      await Promise.all([ledger, second, ledger, second].map(async (one, n) => {
        for (let at = 0; at < records.length; at += 5 + n) await one.book({ fills: records.slice(at, at + 5 + n), beginningOf });
      }));
      expect(await ledgerReader(relational).accounts()).toMatchObject([{ account: 'ada', fills: 40 }]);
      const twice = await everything();
      await other.close();
      const alone = await newPlace();
      const port = await alone.open();
      await (await openLedger(port)).book({ fills: records, beginningOf });
      expect(twice).toEqual(await everything(port));
      await port.close();
      await alone.dispose();
    });

    it('of an id that is taken are a conflict when the body differs, also when they come again', async () => {
      const first = fill();
      const records = recorded([first, { ...first, price: '101' }, first, fill()]);
      const expected = ['stored', 'conflict', 'same', 'stored'];
      expect(await book(records)).toEqual(expected);
      expect(await book(records)).toEqual(['again', 'conflict', 'same', 'again']);
      expect(await ledgerReader(relational).accounts()).toMatchObject([{ fills: 2 }]);
    });

    it('are kept to the last digit', async () => {
      const [quantity, price] = ['999999999999999.999999999999999999', '0.000000000000000001'];
      await book(recorded([fill({ quantity, price }), fill({ quantity: '0.000000000000000001', price: '3' }), fill({ side: 'sell', quantity, price: '7' })]));
      const { fifo, average } = (await ledgerReader(relational).fills('ada', { limit: 1 }))[0]?.closed ?? {};
      expect(fifo).toMatchObject({ amount: '6999999999999999.999999999999999993', cost: '0.000999999999999999999999999999999999' });
      expect(fifo?.gross).toBe('6999999999999999.998999999999999993000000000000000001');
      expect(average?.consumed).toHaveLength(1);
    });
  });

  describe('points of equity', () => {
    it('are written for the account as it was read, or not at all', async () => {
      await book(recorded([fill()]));
      const version = (await ledger.standing('ada'))?.sums.version ?? -1;
      const stretch = { account: 'ada', from: START, to: Number.POSITIVE_INFINITY };
      expect(await ledger.keepPoints({ ...stretch, version, points: [point(START), point(START + MINUTE)] })).toBe(true);
      expect(await ledger.keepPoints({ ...stretch, version, points: [] })).toBe(false);
      await book(recorded([fill()], 1));
      expect(await ledger.keepPoints({ ...stretch, version: version + 1, points: [] })).toBe(false);
      const range = { limit: 10 };
      expect((await ledgerReader(relational).equity('ada', range)).map(({ time }) => time)).toEqual([START, START + MINUTE]);
      expect(await ledger.keepPoints({ account: 'ada', version: version + 2, from: START, to: START + MINUTE, points: [] })).toBe(true);
      expect(await ledgerReader(relational).equity('ada', range)).toEqual([point(START + MINUTE)]);
    });

    it('are read by time, the newest of a range', async () => {
      await book(recorded([fill()]));
      const version = (await ledger.standing('ada'))?.sums.version ?? -1;
      const times = Array.from({ length: 6 }, (_, n) => START + n * MINUTE);
      await ledger.keepPoints({ account: 'ada', version, from: 0, to: Number.POSITIVE_INFINITY, points: times.map((time) => point(time)) });
      const equity = async (range: { from?: number; to?: number; limit: number }) =>
        (await ledgerReader(relational).equity('ada', range)).map(({ time }) => (time - START) / MINUTE);
      expect(await equity({ limit: 2 })).toEqual([4, 5]);
      expect(await equity({ from: START + MINUTE, to: START + 4 * MINUTE, limit: 2 })).toEqual([2, 3]);
      expect(await ledgerReader(relational).figures('ada', 'fifo')).toMatchObject({ time: START + 5 * MINUTE, equity: '10000', measuredFrom: START });
      expect(await ledgerReader(relational).figures('nobody', 'fifo')).toBeUndefined();
    });
  });

  it('keeps the first action of an id', async () => {
    const action = (reason: string): Action => Action.parse({ id: 'a1', account: 'ada', type: 'open', symbol: 'BTCUSDT', time: START, reason });
    const record = (value: Action, offset: number) => ({ topic: 'agent.actions.v1', partition: 1, offset, value });
    expect(await ledger.keepActions([record(action('up'), 0), record(action('up'), 1), record(action('down'), 2)])).toEqual(['stored', 'same', 'conflict']);
    expect(await ledger.keepActions([record(action('up'), 0)])).toEqual(['same']);
    expect(await ledgerReader(relational).actions('ada', { limit: 5 })).toMatchObject([{ id: 'a1', reason: 'up', model: null, source: { offset: 0 } }]);
  });

  it('keeps the first prediction of a bar by each version, and scores it by the newest bars', async () => {
    const record = (value: GnnPrediction, offset: number) => ({ topic: 'gnn.predictions.v1', partition: 2, offset, value });
    const again = { ...prediction(START), basis: [] };
    expect(await ledger.keepPredictions([record(prediction(START), 0), record(again, 1), record(prediction(START, 0.2), 2), record(prediction(START + MINUTE, 0.4), 3)]))
      .toEqual(['stored', 'same', 'conflict', 'stored']);
    const series = 'local:BTCUSDT:1m';
    const [made] = await ledger.predictionsAbout([series], START, START);
    if (made === undefined) throw new Error('none');
    const score = { previousClose: '100', close: '101', up: true, right: true, brier: 0.09, logReturn: 0.00995 };
    expect(await ledger.keepScores([{ prediction: made, score }])).toEqual([]);
    expect(await ledger.keepScores([{ prediction: made, score: null }])).toEqual([made]);
    const query = { exchange: 'local', symbol: 'BTCUSDT', interval: '1m', limit: 9 } as const;
    expect(await ledgerReader(relational).predictions(query)).toMatchObject([
      { openTime: START + MINUTE, score: null, source: { offset: 3 } },
      { openTime: START, probabilityUp: 0.7, score, source: { offset: 0 }, basis: [{ partition: 3, offset: 7 }] },
    ]);
    expect(await ledgerReader(relational).scores('lead'))
      .toEqual([{ model: 'lead', version: 1, predictions: 2, scored: 1, right: 1, accuracy: 1, brier: 0.09, meanReturn: 0.00995 }]);
  });

  it('is read in one order of lines that leaves out where facts came from', async () => {
    const fills = [fill(), fill({ account: 'bob' }), fill({ side: 'sell' })];
    await book(recorded(fills));
    const other = await newPlace();
    const port = await other.open();
    await (await openLedger(port)).book({ fills: recorded(fills, 500), beginningOf });
    expect(await everything(port)).toEqual(await everything());
    await port.close();
    await other.dispose();
  });

  it('can be read where nothing was ever written', async () => {
    const empty = await newPlace();
    const port = await empty.open();
    expect(await everything(port)).toEqual([]);
    expect(await ledgerReader(port).accounts()).toEqual([]);
    await port.close();
    await empty.dispose();
  });

  it('has views that dashboards read', async () => {
    await book(recorded([fill(), fill({ side: 'sell', price: '104' })]));
    const version = (await ledger.standing('ada'))?.sums.version ?? -1;
    await ledger.keepPoints({ account: 'ada', version, from: 0, to: START, points: [point(START - MINUTE)] });
    const views = relational.query<Record<'roi_equity' | 'roi_closes' | 'roi_predictions', Record<string, unknown>>>();
    expect(await views.selectFrom('roi_equity').select(['method', 'equity']).orderBy('method').execute())
      .toEqual([{ method: 'average', equity: '10000' }, { method: 'fifo', equity: '10000' }, { method: 'lifo', equity: '10000' }]);
    expect(await views.selectFrom('roi_closes').select(['method', 'gross', 'revision', 'offset']).orderBy('method').execute())
      .toEqual(['average', 'fifo', 'lifo'].map((method) => ({ method, gross: '4', revision: 0, offset: 1 })));
    expect(await views.selectFrom('roi_predictions').selectAll().execute()).toEqual([]);
  });
};
