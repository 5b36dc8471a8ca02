import { describe, expect, it } from 'vitest';
import { insertable } from '../columns.ts';
import type { Relational, Transaction } from '../port.ts';
import { freshTables, nothing, type NewPlace, type Tables } from './subject.ts';

interface Thing {
  readonly id: string;
  readonly version: number;
  readonly count: number;
}

/** The guarded upsert: a row changes only for a higher version. Answers how many rows changed. */
const upsert = (port: Relational, things: readonly Thing[]): Promise<number> => port.transaction(async (trx: Transaction<Tables>) => {
  let changed = 0;
  for (const slice of insertable(things, 9)) {
    const { numInsertedOrUpdatedRows = 0n } = await trx.insertInto('things').values(slice.map((thing) => ({ ...nothing, ...thing })))
      .onConflict((conflict) => conflict.column('id')
        .doUpdateSet(({ ref }) => ({ version: ref('excluded.version'), count: ref('excluded.count') }))
        .whereRef('excluded.version', '>', 'things.version'))
      .executeTakeFirstOrThrow();
    changed += Number(numInsertedOrUpdatedRows);
  }
  return changed;
});

export const bulk = (newPlace: NewPlace): void => {
  describe('many rows in one call', () => {
    const { first, second } = freshTables(newPlace);
    const all = () => first().query<Tables>().selectFrom('things').select(['id', 'version', 'count']).orderBy('id').execute();

    it('keep the newest version, whatever order they come in', async () => {
      expect(await upsert(first(), [{ id: 'a', version: 2, count: 2 }, { id: 'b', version: 1, count: 1 }])).toBe(2);
      expect(await upsert(first(), [{ id: 'a', version: 1, count: 1 }, { id: 'b', version: 3, count: 3 }])).toBe(1);
      expect(await upsert(second(), [{ id: 'a', version: 2, count: 9 }])).toBe(0);
      expect(await all()).toEqual([{ id: 'a', version: 2, count: 2 }, { id: 'b', version: 3, count: 3 }]);
    });

    it('may be ten thousand', async () => {
      const things = Array.from({ length: 10_000 }, (_, index) => ({ id: `id ${String(index).padStart(5, '0')}`, version: 1, count: index }));
      expect(await upsert(first(), things)).toBe(10_000);
      expect(await all()).toEqual(things);
    });

    it('may be none', async () => {
      expect(await upsert(first(), [])).toBe(0);
      expect(await all()).toEqual([]);
    });
  });
};
