import { mulberry32 } from '@streamforge/determinism/random';
import type { Bar } from '@streamforge/contracts/events/bar';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openMoments, type Moments } from '../src/moments.ts';
import { barAt, barsAt, MINUTE, OPEN, storeBars } from './market.ts';
import { openStores, stateOf, type Stores } from './stores.ts';

const at = (n: number): number => OPEN + n * MINUTE;

describe('moments', () => {
  let stores: Stores;
  let moments: Moments;
  beforeAll(async () => {
    stores = await openStores();
  });
  afterAll(() => stores.close());
  beforeEach(async () => {
    await stores.empty();
    moments = await openMoments(stores);
  });

  /** Stores bars as ingest does, then tells of them. */
  const arrive = async (bars: readonly Bar[]) => {
    await storeBars(stores.documents, bars);
    return await moments.index(bars);
  };
  const point = (n: number) => stores.vectors.get('moments', { tenant: 'public', id: `local:BTC-USD:1m:published:${at(n)}` });
  const count = () => stores.vectors.count('moments', 'public');

  it('are as many as there are windows without a gap', async () => {
    expect(await arrive(barsAt(0, 31))).toEqual({ stored: 0, same: 0, older: 0 });
    expect(await arrive([...barsAt(31, 9), ...barsAt(41, 40)])).toEqual({ stored: 9 + 9, same: 0, older: 0 });
    expect(await count()).toBe(18);
  });

  it('are made of a late bar that closes a gap, and are known by their series and the open time of their last bar', async () => {
    await arrive([...barsAt(0, 20), ...barsAt(21, 20)]);
    expect(await count()).toBe(0);
    await arrive([barAt(20)]);
    expect(await count()).toBe(10);
    expect((await point(40))?.payload).toEqual({
      series: 'local:BTC-USD:1m:published', exchange: 'local', symbol: 'BTC-USD', interval: '1m', origin: 'published', from: at(9), to: at(40), forwardReturn: null,
    });
  });

  it('get their forward return once the next bar is closed, and a new one when it is corrected', async () => {
    const forward = (bar: Bar, last: Bar): number => Math.log(Number(bar.close) / Number(last.close));
    await arrive([...barsAt(0, 32), barAt(32, { closed: false })]);
    expect((await point(31))?.payload['forwardReturn']).toBeNull();
    await arrive([barAt(32)]);
    expect((await point(31))?.payload['forwardReturn']).toBe(forward(barAt(32), barAt(31)));
    const corrected = barAt(32, { revision: 1, close: '150' });
    await arrive([corrected]);
    expect((await point(31))?.payload['forwardReturn']).toBe(forward(corrected, barAt(31)));
  });

  it('are made anew where a corrected bar stands in them, and nowhere else', async () => {
    await arrive(barsAt(0, 150));
    const before = new Map((await Array.fromAsync(stores.vectors.everything('moments'))).flat().map(({ id, version }) => [id, Buffer.from(version).toString('hex')]));
    expect(await arrive([barAt(70, { revision: 1, close: '101' })])).toEqual({ stored: 33, same: 0, older: 0 });
    const changed = (await Array.fromAsync(stores.vectors.everything('moments'))).flat().flatMap(({ id, version, payload }) => {
      const spelled = Buffer.from(version).toString('hex');
      expect(spelled >= before.get(id)!).toBe(true);
      return spelled === before.get(id) ? [] : [payload['to']];
    });
    expect(changed).toEqual(Array.from({ length: 33 }, (_, n) => at(69 + n)));
  });

  it('are the same whatever the order, the batches and the repetitions in which bars arrive', async () => {
    const corrections = [40, 90].map((n) => barAt(n, { revision: 1, volume: '77' }));
    const drafts = [45, 99].map((n) => barAt(n, { closed: false, close: '99' }));
    const all = [...barsAt(0, 100), ...barsAt(103, 40), ...barsAt(0, 60, { symbol: 'ETH-USD', interval: '1h' }).map((bar, n) => ({ ...bar, openTime: OPEN + n * 60 * MINUTE }))];
    await arrive([...all, ...corrections]);
    const expected = await stateOf(stores);
    const random = mulberry32(7);
    for (const size of [1, 7, 50]) {
      await stores.empty();
      const shuffled = [...all, ...corrections, ...drafts, ...all.slice(30, 60)].map((bar) => ({ bar, place: random() })).toSorted((a, b) => a.place - b.place);
      const bars = shuffled.map(({ bar }) => bar);
      await storeBars(stores.documents, bars.slice(0, 100));
      for (let from = 0; from < bars.length; from += size) await arrive(bars.slice(from, from + size));
      expect(await stateOf(stores)).toEqual(expected);
    }
  });

  it('of bars that never moved are kept, too', async () => {
    await arrive(barsAt(0, 40, { open: '5', close: '5', volume: '0' }));
    expect(await count()).toBe(9);
  });

  describe('like one another', () => {
    /** Bars 0 to 39 come again, dearer, from 200 on. */
    const repeated = barsAt(0, 40).map(({ openTime, open, close, ...bar }): Bar =>
      ({ ...bar, openTime: openTime + 200 * MINUTE, open: String(2 * Number(open)), close: String(2 * Number(close)) }));

    it('are found, the likest first, none overlapping another', async () => {
      await arrive([...barsAt(0, 200), ...repeated, ...barsAt(0, 90, { symbol: 'ETH-USD' })]);
      const { moment, found } = await moments.similar({ exchange: 'local', symbol: 'BTC-USD', interval: '1m', limit: 5 });
      expect(moment).toMatchObject({ symbol: 'BTC-USD', from: at(208), to: at(239), forwardReturn: null });
      expect(found.slice(0, 2)).toMatchObject([{ symbol: 'BTC-USD', from: at(8), to: at(39) }, { symbol: 'ETH-USD', to: at(39) }]);
      expect(found[0]!.score).toBeCloseTo(1, 3);
      expect(found[0]!.forwardReturn).toBeCloseTo(Math.log(Number(barAt(40).close) / Number(barAt(39).close)), 12);
      expect(found.map(({ score }) => score)).toEqual(found.map(({ score }) => score).toSorted((a, b) => b - a));
      for (const [place, one] of found.entries()) {
        for (const other of [moment, ...found.slice(0, place)]) expect(one.symbol === other.symbol && one.from <= other.to && other.from <= one.to).toBe(false);
      }
    });

    it('are found of the same series alone, and at a moment of the past', async () => {
      await arrive([...barsAt(0, 200), ...repeated, ...barsAt(0, 90, { symbol: 'ETH-USD' })]);
      const { moment, found } = await moments.similar({ exchange: 'local', symbol: 'BTC-USD', interval: '1m', at: at(36), sameSeries: true, limit: 2 });
      expect(moment.to).toBe(at(36));
      expect(moment.forwardReturn).toBeCloseTo(Math.log(Number(barAt(37).close) / Number(barAt(36).close)), 12);
      expect(found[0]).toMatchObject({ symbol: 'BTC-USD', to: at(236) });
      expect(found.every(({ symbol }) => symbol === 'BTC-USD')).toBe(true);
    });

    it('are asked of published bars where there are any, else of those built from trades', async () => {
      await arrive(barsAt(0, 40, { origin: 'trades' }));
      const asked = { exchange: 'local', symbol: 'BTC-USD', interval: '1m', limit: 3 } as const;
      expect((await moments.similar(asked)).moment.origin).toBe('trades');
      await arrive(barsAt(0, 40));
      const { moment, found } = await moments.similar(asked);
      expect(moment.origin).toBe('published');
      expect(found).toEqual([]);
    });

    it('can’t be asked of what has no full window', async () => {
      await arrive(barsAt(0, 40));
      for (const asked of [{ symbol: 'NONE' }, { symbol: 'BTC-USD', at: at(30) }, { symbol: 'BTC-USD', at: at(40) }]) {
        await expect(moments.similar({ exchange: 'local', interval: '1m', limit: 3, ...asked })).rejects.toMatchObject({ code: 'NOT_FOUND' });
      }
      await expect(moments.similar({ exchange: 'local', interval: '1m', limit: 3, symbol: 'BTC-USD', at: Date.UTC(2026, 1, 1) })).rejects
        .toThrow('has no 32 closed bars in a row up to 2026-02-01T00:00:00Z');
    });
  });
});
