import { describe, expect, it } from 'vitest';
import type { Migration } from '../port.ts';
import { freshTables, nothing, steps, type NewPlace, type Tables } from './subject.ts';

const more: Migration = { name: 'more', up: (column) => [`ALTER TABLE positions ADD COLUMN ${column.text('note')}`, `INSERT INTO positions VALUES ('p', 1, 'new')`] };

export const migrations = (newPlace: NewPlace): void => {
  describe('migrations', () => {
    const { first, second, place } = freshTables(newPlace);
    const notes = () => second().query<{ positions: { note: string } }>().selectFrom('positions').select('note').execute();

    it('are applied once each, and keep what is stored', async () => {
      await first().query<Tables>().insertInto('things').values({ id: 'a', ...nothing }).execute();
      await first().migrate('conformance', steps);
      await first().migrate('conformance', [...steps, more]);
      await second().migrate('conformance', [...steps, more]);
      expect(await notes()).toEqual([{ note: 'new' }]);
      expect(await second().query<Tables>().selectFrom('things').select('id').execute()).toEqual([{ id: 'a' }]);
    });

    it('are applied once when several start at the same time', async () => {
      const ports = await Promise.all(Array.from({ length: 4 }, () => place().open()));
      await Promise.all(ports.map((port) => port.migrate('conformance', [...steps, more])));
      await Promise.all(ports.map((port) => port.close()));
      expect(await notes()).toEqual([{ note: 'new' }]);
    });

    it('of one owner leave those of another alone', async () => {
      await first().migrate('another', [{ name: 'own', up: (column) => [`CREATE TABLE own (${column.text('id')})`] }]);
      await second().migrate('conformance', steps);
      expect(await second().query<{ own: { id: string } }>().selectFrom('own').selectAll().execute()).toEqual([]);
    });

    it('that a newer program made are refused by an older one', async () => {
      await first().migrate('conformance', [...steps, more]);
      await expect(second().migrate('conformance', steps)).rejects.toMatchObject({ code: 'DATA_NEWER', name: 'TerminalError', message: expect.stringContaining('more') });
    });

    it('that fail leave nothing of themselves', async () => {
      const wrong: Migration = { name: 'wrong', up: (column) => [`CREATE TABLE half (${column.text('id')})`, 'CREATE nonsense'] };
      await expect(first().migrate('conformance', [...steps, more, wrong])).rejects.toMatchObject({ code: 'INTERNAL' });
      await first().migrate('conformance', [...steps, more]);
      expect(await notes()).toEqual([{ note: 'new' }]);
      await expect(second().query<{ half: { id: string } }>().selectFrom('half').selectAll().execute()).rejects.toMatchObject({ code: 'INTERNAL' });
    });
  });
};
