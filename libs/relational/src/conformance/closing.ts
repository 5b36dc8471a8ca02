import { describe, expect, it } from 'vitest';
import type { Transaction } from '../port.ts';
import { freshTables, nothing, type NewPlace, type Tables } from './subject.ts';

export const closing = (newPlace: NewPlace): void => {
  describe('closing', () => {
    const { first, second, place } = freshTables(newPlace);
    const closed = { code: 'STORE_UNAVAILABLE', name: 'RetryableError' };

    it('keeps what was committed, for the next to open', async () => {
      await first().query<Tables>().insertInto('things').values({ id: 'a', ...nothing }).execute();
      await Promise.all([first().close(), second().close()]);
      const again = await place().open();
      expect(await again.query<Tables>().selectFrom('things').select('id').execute()).toEqual([{ id: 'a' }]);
      await again.close();
    });

    it('refuses what comes later, and twice changes nothing', async () => {
      await first().ping();
      await first().close();
      await first().close();
      await expect(first().ping()).rejects.toMatchObject(closed);
      await expect(first().query<Tables>().selectFrom('things').selectAll().execute()).rejects.toMatchObject(closed);
      await expect(first().transaction((trx: Transaction<Tables>) => trx.deleteFrom('things').execute())).rejects.toMatchObject(closed);
      await second().ping();
    });

    it('lets the transaction in flight end', async () => {
      const inside = Promise.withResolvers<void>();
      const running = first().transaction(async (trx: Transaction<Tables>) => {
        await trx.insertInto('things').values({ id: 'a', ...nothing }).execute();
        inside.resolve();
        await new Promise((resolve) => setTimeout(resolve, 50));
        await trx.insertInto('things').values({ id: 'b', ...nothing }).execute();
      });
      await inside.promise;
      await Promise.all([first().close(), running]);
      expect(await second().query<Tables>().selectFrom('things').select('id').orderBy('id').execute()).toEqual([{ id: 'a' }, { id: 'b' }]);
    });
  });
};
