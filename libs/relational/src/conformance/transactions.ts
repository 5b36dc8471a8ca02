import { describe, expect, it } from 'vitest';
import type { Relational, Transaction } from '../port.ts';
import { freshTables, nothing, type NewPlace, type Tables } from './subject.ts';

const insert = (trx: Transaction<Tables>, id: string) => trx.insertInto('things').values({ id, ...nothing }).execute();
const idsIn = async (port: Relational): Promise<readonly string[]> =>
  (await port.query<Tables>().selectFrom('things').select('id').orderBy('id').execute()).map(({ id }) => id);

export const transactions = (newPlace: NewPlace): void => {
  describe('a transaction', () => {
    const { first, second } = freshTables(newPlace);

    it('is kept whole, and its answer is the work’s', async () => {
      const answer = await first().transaction(async (trx: Transaction<Tables>) => {
        await insert(trx, 'a');
        await insert(trx, 'b');
        return 7;
      });
      expect([answer, await idsIn(second())]).toEqual([7, ['a', 'b']]);
    });

    it('leaves nothing when its work throws, and the next one goes on', async () => {
      await expect(first().transaction(async (trx: Transaction<Tables>) => {
        await insert(trx, 'a');
        throw new Error('no');
      })).rejects.toThrow('no');
      await first().transaction((trx: Transaction<Tables>) => insert(trx, 'b'));
      expect(await idsIn(first())).toEqual(['b']);
    });

    it('takes nothing more after a statement of it failed, and can’t be committed by overlooking that', async () => {
      await expect(first().transaction(async (trx: Transaction<Tables>) => {
        await insert(trx, 'a');
        await insert(trx, 'a').catch(() => undefined);
        await expect(trx.selectFrom('things').selectAll().execute()).rejects.toMatchObject({ code: 'ROW_REFUSED' });
      })).rejects.toMatchObject({ code: 'ROW_REFUSED' });
      expect(await idsIn(first())).toEqual([]);
    });

    it('sees its own changes, and nobody else does before it commits', async () => {
      const inside = Promise.withResolvers<void>();
      const looked = Promise.withResolvers<void>();
      const running = first().transaction(async (trx: Transaction<Tables>) => {
        await insert(trx, 'a');
        expect(await trx.selectFrom('things').select('id').execute()).toEqual([{ id: 'a' }]);
        inside.resolve();
        await looked.promise;
      });
      await inside.promise;
      expect([await idsIn(first()), await idsIn(second())]).toEqual([[], []]);
      looked.resolve();
      await running;
      expect([await idsIn(first()), await idsIn(second())]).toEqual([['a'], ['a']]);
    });

    it('of several that expect the same position lets exactly one win, over two connections', async () => {
      await first().query<Tables>().insertInto('positions').values({ name: 'p', position: 41 }).execute();
      const attempts = Array.from({ length: 10 }, (_, index) => (index % 2 === 0 ? first() : second()).transaction(async (trx: Transaction<Tables>) => {
        const { numUpdatedRows } = await trx.updateTable('positions').set({ position: 42 })
          .where('name', '=', 'p').where('position', '=', 41).executeTakeFirstOrThrow();
        if (numUpdatedRows === 1n) await insert(trx, `winner ${index}`);
        return Number(numUpdatedRows);
      }));
      expect((await Promise.all(attempts)).reduce((sum, won) => sum + won)).toBe(1);
      expect(await idsIn(second())).toHaveLength(1);
    });

    it('lets concurrent increments each count', async () => {
      await first().query<Tables>().insertInto('positions').values({ name: 'p', position: 0 }).execute();
      await Promise.all(Array.from({ length: 20 }, (_, index) => (index % 2 === 0 ? first() : second()).transaction(async (trx: Transaction<Tables>) => {
        const { position } = await trx.selectFrom('positions').select('position').where('name', '=', 'p').forUpdate().executeTakeFirstOrThrow();
        await trx.updateTable('positions').set({ position: position + 1 }).where('name', '=', 'p').execute();
      })));
      expect(await second().query<Tables>().selectFrom('positions').select('position').execute()).toEqual([{ position: 20 }]);
    });

    it('that two get in each other’s way of is run again, and both end', async () => {
      await first().query<Tables>().insertInto('positions').values([{ name: 'p', position: 0 }, { name: 'q', position: 0 }]).execute();
      const bump = (trx: Transaction<Tables>, name: string) =>
        trx.updateTable('positions').set(({ eb }) => ({ position: eb('position', '+', 1) })).where('name', '=', name).execute();
      const both = (port: Relational, names: readonly [string, string]) => port.transaction(async (trx: Transaction<Tables>) => {
        await bump(trx, names[0]);
        await new Promise((resolve) => setTimeout(resolve, 20));
        await bump(trx, names[1]);
      });
      await Promise.all([both(first(), ['p', 'q']), both(second(), ['q', 'p'])]);
      expect((await first().query<Tables>().selectFrom('positions').selectAll().execute()).map(({ position }) => position)).toEqual([2, 2]);
    });

    it('claims rows that others do not hold', async () => {
      await first().query<Tables>().insertInto('positions').values([{ name: 'p', position: 0 }, { name: 'q', position: 0 }]).execute();
      const claim = (port: Relational) => port.transaction(async (trx: Transaction<Tables>) => {
        const row = await trx.selectFrom('positions').selectAll().where('position', '=', 0).orderBy('name').limit(1).forUpdate().skipLocked().executeTakeFirst();
        if (row !== undefined) await trx.updateTable('positions').set({ position: 1 }).where('name', '=', row.name).execute();
        return row?.name;
      });
      const claimed = await Promise.all([claim(first()), claim(second()), claim(first())]);
      expect(claimed.filter((name) => name !== undefined).toSorted()).toEqual(['p', 'q']);
    });
  });
};
