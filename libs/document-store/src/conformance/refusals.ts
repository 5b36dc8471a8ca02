import { describe, expect, it } from 'vitest';
import { edge, entry, everythingIn, vertex } from './samples.ts';
import type { NewPlace } from './subject.ts';
import { freshStore } from './subject.ts';

const refused = { code: 'REQUEST_INVALID' };

export const refusals = (newPlace: NewPlace): void => {
  describe('refuses what it can’t hold, and stores none of the call', () => {
    const store = freshStore(newPlace);

    it.each([0.5, Number.NaN, Infinity, 2 ** 53 + 2])('an order of %d', async (order) => {
      await expect(store().upsert('candles', [entry({}), entry({ order })])).rejects.toMatchObject(refused);
      expect(await everythingIn(store(), 'candles')).toEqual([]);
    });

    it('text that is not Unicode, which would make two ids one', async () => {
      await expect(store().upsert('trades', [entry({ id: 'a\ud800' })])).rejects.toMatchObject(refused);
      await expect(store().upsert('trades', [entry({ series: '\udc00' })])).rejects.toMatchObject(refused);
      await expect(store().upsertEdges('relations', [edge('a', '\ud800')])).rejects.toMatchObject(refused);
      await expect(store().get('trades', entry({ id: '\ud800' }))).rejects.toMatchObject(refused);
    });

    it('edges where entries belong, and entries where edges belong', async () => {
      await expect(store().upsertEdges('candles', [edge('a', 'b')])).rejects.toMatchObject(refused);
      await expect(store().upsert('relations', [entry({ id: 'x' })])).rejects.toMatchObject(refused);
    });

    it.each([0, 7, 1.5])('a traversal of %d hops', async (hops) => {
      await expect(store().traverse(vertex('a'), { hops, limit: 1 })).rejects.toMatchObject(refused);
    });

    it('a negative limit', async () => {
      await expect(Array.fromAsync(store().scan('candles', 's', { limit: -1 }))).rejects.toMatchObject(refused);
      await expect(Array.fromAsync(store().scanOrders('candles', 's', { limit: -1 }))).rejects.toMatchObject(refused);
      await expect(store().series('candles', { limit: Number.NaN })).rejects.toMatchObject(refused);
      await expect(store().traverse(vertex('a'), { hops: 1, limit: -1 })).rejects.toMatchObject(refused);
    });
  });
};
