import { describe, expect, it } from 'vitest';
import type { Filter, Payload } from '../port.ts';
import { chunk, idsOf, likest, moment, randomVector, terms, upTo } from './samples.ts';
import type { NewPlace } from './subject.ts';
import { freshStore } from './subject.ts';

export const filters = (newPlace: NewPlace): void => {
  describe('narrows by payload', () => {
    const store = freshStore(newPlace);
    const payloads: Readonly<Record<string, Payload>> = {
      a: { document: 'd1', symbols: ['BTC', 'ETH'], source: 'news' },
      b: { document: 'd1', symbols: ['ETH'], source: 'filing' },
      c: { document: 'd2', symbols: [], source: 'news' },
      d: { document: 'd2', symbols: 'BTC', source: null },
      e: {},
    };
    const write = () => store().upsert('chunks', Object.entries(payloads).map(([id, payload]) => chunk(id, { 1: 1 }, { payload })));
    const found = async (filter: Filter): Promise<string> => {
      const query = { name: 'terms', sparse: terms({ 1: 1 }) };
      const hits = await store().search('chunks', { tenant: 'desk', query, filter, limit: 10 });
      expect(await store().count('chunks', 'desk', filter)).toBe(hits.length);
      return idsOf(hits).join('');
    };

    it('by a value, by one of a list, by several at once', async () => {
      await write();
      expect(await found({})).toBe('abcde');
      expect(await found({ document: 'd1' })).toBe('ab');
      expect(await found({ symbols: 'ETH' })).toBe('ab');
      expect(await found({ symbols: 'BTC' })).toBe('ad');
      expect(await found({ symbols: ['BTC', 'ETH'] })).toBe('abd');
      expect(await found({ symbols: ['BTC', 'ETH'], source: 'news' })).toBe('a');
      expect(await found({ document: ['d1', 'd2', 'd3'], source: ['filing', 'news'] })).toBe('abc');
      expect(await found({ document: 'd3' })).toBe('');
      expect(await found({ document: [] })).toBe('');
    });

    it('by text, number and truth, each as itself', async () => {
      const values: readonly Payload[] = [{ source: '1' }, { source: 1 }, { source: true }, { source: 'true' }, { source: 1.5 }, { source: '' }, { source: 'a\0' }];
      await store().upsert('chunks', values.map((payload, at) => chunk(`${at}`, { 1: 1 }, { payload })));
      expect(await found({ source: '1' })).toBe('0');
      expect(await found({ source: 1 })).toBe('1');
      expect(await found({ source: true })).toBe('2');
      expect(await found({ source: 'true' })).toBe('3');
      expect(await found({ source: 1.5 })).toBe('4');
      expect(await found({ source: '' })).toBe('5');
      expect(await found({ source: 'a\0' })).toBe('6');
      expect(await found({ source: 'a' })).toBe('');
    });

    it('before the limit, so that few among many are all found', async () => {
      await store().upsert('moments', upTo(400).map((seed) => moment(`m${seed}`, randomVector(seed), { payload: { symbol: seed % 100 === 7 ? 'RARE' : 'COMMON' } })));
      const query = { name: 'window', dense: randomVector(999) };
      const hits = await store().search('moments', { tenant: 'desk', query, filter: { symbol: 'RARE' }, limit: 10 });
      expect(idsOf(hits).toSorted()).toEqual(['m107', 'm207', 'm307', 'm7']);
      expect(hits.map(({ score }) => score)).toEqual(hits.map(({ score }) => score).toSorted((a, b) => b - a));
    });

    it('where most of thousands pass, as comparing with every one of them does', async () => {
      const points = upTo(2_600).map((seed) => moment(`m${seed}`, randomVector(seed % 1_300), { payload: { interval: seed % 26 === 0 ? '1d' : '1h', exchange: seed < 2_200 ? 'a' : 'b' } }));
      await store().upsert('moments', points);
      const query = { name: 'window', dense: randomVector(26) };
      for (const limit of [1, 40]) {
        const wide = await store().search('moments', { tenant: 'desk', query, filter: { interval: '1h', exchange: ['a', 'b'] }, limit });
        expect(idsOf(wide)).toEqual(idsOf(likest(points.filter(({ payload }) => payload['interval'] === '1h'), 'window', query.dense, limit)));
        const narrower = await store().search('moments', { tenant: 'desk', query, filter: { interval: '1h', exchange: 'b' }, limit });
        expect(idsOf(narrower)).toEqual(idsOf(likest(points.filter(({ payload }) => payload['interval'] === '1h' && payload['exchange'] === 'b'), 'window', query.dense, limit)));
      }
    });
  });
};
