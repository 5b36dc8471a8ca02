import { describe, expect, it } from 'vitest';
import type { Step } from '../port.ts';
import { edge, everythingIn, textOf, upTo, vertex } from './samples.ts';
import type { NewPlace } from './subject.ts';
import { freshStore } from './subject.ts';

const told = ({ from, to, hop }: Step): string => `${hop} ${from.id}>${to.id}`;

export const graph = (newPlace: NewPlace): void => {
  describe('walks its graph', () => {
    const store = freshStore(newPlace);
    const walk = async (start: string, hops: number, more: { readonly limit?: number; readonly direction?: 'out' | 'in' } = {}) =>
      (await store().traverse(vertex(start), { hops, limit: 100, ...more })).map(told);

    it('breadth first, as far as it is told', async () => {
      await store().upsertEdges('relations', [edge('c', 'd'), edge('b', 'c'), edge('a', 'b')]);
      expect(await walk('a', 1)).toEqual(['1 a>b']);
      expect(await walk('a', 2)).toEqual(['1 a>b', '2 b>c']);
      expect(await walk('a', 6)).toEqual(['1 a>b', '2 b>c', '3 c>d']);
    });

    it('both ways, or the way that is named', async () => {
      await store().upsertEdges('relations', [edge('a', 'b'), edge('c', 'b'), edge('c', 'd')]);
      expect(await walk('b', 2)).toEqual(['1 a>b', '1 c>b', '2 c>d']);
      expect(await walk('b', 2, { direction: 'in' })).toEqual(['1 a>b', '1 c>b']);
      expect(await walk('b', 2, { direction: 'out' })).toEqual([]);
      expect(await walk('c', 2, { direction: 'out' })).toEqual(['1 c>b', '1 c>d']);
    });

    it('round cycles and loops, each edge once', async () => {
      await store().upsertEdges('relations', [edge('a', 'b'), edge('b', 'c'), edge('c', 'a'), edge('a', 'a'), edge('b', 'a')]);
      expect(await walk('a', 6)).toEqual(['1 a>a', '1 a>b', '1 b>a', '1 c>a', '2 b>c']);
      expect(await walk('a', 6, { direction: 'out' })).toEqual(['1 a>a', '1 a>b', '2 b>a', '2 b>c', '3 c>a']);
    });

    it('over several edges between two vertices, told apart by type, with their bodies', async () => {
      const [sector, pair] = [edge('a', 'b', { type: 'sector', body: '{"s":1}' }), edge('a', 'b', { type: 'pair', body: '{"p":1}' })];
      await store().upsertEdges('relations', [sector, pair]);
      const steps = await store().traverse(vertex('a'), { hops: 3, limit: 10 });
      expect(steps.map(({ type, body }) => [type, textOf(body)])).toEqual([['pair', '{"p":1}'], ['sector', '{"s":1}']]);
    });

    it('no further than the limit, the nearest first', async () => {
      await store().upsertEdges('relations', [edge('a', 'm'), edge('m', 'b'), edge('a', 'z'), edge('a', 'c')]);
      expect(await walk('a', 3, { limit: 2 })).toEqual(['1 a>c', '1 a>m']);
      expect(await walk('a', 3, { limit: 4 })).toEqual(['1 a>c', '1 a>m', '1 a>z', '2 m>b']);
      expect(await walk('a', 3, { limit: 0 })).toEqual([]);
    });

    it('in an order that does not depend on arrival', async () => {
      const edges = ['c', 'a', 'd', 'b'].flatMap((to) => [edge('hub', to), edge(to, 'far')]);
      await store().upsertEdges('relations', edges);
      const walked = await walk('hub', 3);
      await store().clear('relations');
      await store().upsertEdges('relations', edges.toReversed());
      expect(await walk('hub', 3)).toEqual(walked);
      expect(walked.slice(0, 4)).toEqual(['1 hub>a', '1 hub>b', '1 hub>c', '1 hub>d']);
    });

    it('not over deleted edges, and again over those that came back', async () => {
      await store().upsertEdges('relations', [edge('a', 'b'), edge('b', 'c')]);
      expect(await store().upsertEdges('relations', [edge('a', 'b', { version: 2, body: null })])).toEqual(['stored']);
      expect(await walk('a', 3)).toEqual([]);
      expect(await store().upsertEdges('relations', [edge('a', 'b', { version: 1 }), edge('a', 'b', { version: 3 })]))
        .toEqual(['older', 'stored']);
      expect(await walk('a', 3)).toEqual(['1 a>b', '2 b>c']);
    });

    it('to the new ends of an edge that a newer version moved', async () => {
      await store().upsertEdges('relations', [edge('a', 'b', { id: 'x' })]);
      await store().upsertEdges('relations', [edge('a', 'c', { id: 'x', version: 2 })]);
      expect([await walk('a', 1), await walk('b', 1), await walk('c', 1)]).toEqual([['1 a>c'], [], ['1 a>c']]);
    });

    it('from nowhere to nowhere', async () => {
      expect(await walk('unknown', 3)).toEqual([]);
    });

    it('through a hub with thousands of edges', async () => {
      await store().upsertEdges('relations', upTo(3_000).map((number) => edge('hub', `v${number}`)));
      expect(await walk('hub', 6, { limit: 10_000 })).toHaveLength(3_000);
      expect(await walk('v17', 2, { limit: 10_000 })).toHaveLength(3_000);
    });

    it('and keeps edges as entries too', async () => {
      await store().upsertEdges('relations', [edge('a', 'b', { body: '{"w":1}' })]);
      expect((await everythingIn(store(), 'relations')).map(({ series, id, body }) => [series, id, textOf(body)]))
        .toEqual([['binance:a', 'correlates:b', '{"w":1}']]);
      expect(await store().series('relations', { limit: 5 })).toEqual([{ series: 'binance:a', count: 1, first: 0, last: 0 }]);
    });
  });
};
