import { describe, expect, it } from 'vitest';
import { freshTables, nothing, type NewPlace, type Tables } from './subject.ts';

const byBytes = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

export const order = (newPlace: NewPlace): void => {
  describe('orders and compares text by its bytes', () => {
    const { first } = freshTables(newPlace, 1);
    const ids = ['a', 'B', 'Z', 'aa', 'á', 'ä', 'z', '-', '_', '10', '9', ' a', 'ﬀ', '🔑', '｡', ''];
    const fill = (names: readonly string[]) => first().query<Tables>().insertInto('things').values(names.map((id) => ({ id, ...nothing }))).execute();
    const listed = async (above = '') =>
      (await first().query<Tables>().selectFrom('things').select('id').where('id', '>=', above).orderBy('id').execute()).map(({ id }) => id);

    it('in lists, ranges and keys that differ by little', async () => {
      await fill(ids);
      expect(await listed()).toEqual(ids.toSorted(byBytes));
      expect(await listed('a')).toEqual(ids.filter((id) => byBytes(id, 'a') >= 0).toSorted(byBytes));
    });

    it('in patterns', async () => {
      await fill(['abc', 'ABC']);
      expect(await first().query<Tables>().selectFrom('things').select('id').where('id', 'like', 'a%').execute()).toEqual([{ id: 'abc' }]);
    });

    it('with keys of 300 bytes that differ in the last', async () => {
      const long = ['a', 'b', 'c'].map((end) => 'é'.repeat(149) + 'x' + end);
      await fill(long);
      expect(await listed()).toEqual(long);
    });
  });
};
