/** Takes rows away at the beginning of a partition: by age, or up to an offset. */
import type { DatabaseSync } from 'node:sqlite';
import type { DeleteArgs, Deleted, RetainArgs, Retained } from './operations.ts';

/** Rows that one deletion takes at most. */
const mostRows = 500;

export const remover = (db: DatabaseSync) => {
  const oldest = db.prepare(`
    SELECT base, base + count AS next, max_timestamp AS newest FROM batch
    WHERE partition = ? ORDER BY base LIMIT ${mostRows + 1}`);
  const started = db.prepare('SELECT start FROM partition WHERE id = ?');
  const remove = db.prepare('DELETE FROM batch WHERE partition = ? AND base < ?');
  const move = db.prepare('UPDATE partition SET start = max(start, ?) WHERE id = ?');
  const startOf = (partition: number): number => Number(started.get(partition)?.['start']);
  /** The oldest rows, as many as may go at once; those that may are followed by the first that stays, if it is known. */
  const oldestOf = (partition: number, stays: (row: { readonly next: number; readonly newest: number }) => boolean) => {
    const rows = oldest.all(partition)
      .map(({ base, next, newest }) => ({ base: Number(base), next: Number(next), newest: Number(newest) }));
    const kept = rows.findIndex(stays);
    const gone = rows.slice(0, kept === -1 ? mostRows : kept);
    return { gone, first: rows[gone.length], more: gone.length === mostRows };
  };

  return {
    /** Deletes whole rows that are older, and moves the start behind them. */
    retain: ({ partition, before, below }: RetainArgs, end: number): Retained => {
      const { gone, first, more } = oldestOf(partition, ({ next, newest }) => newest >= before || next > below);
      const start = first?.base ?? end;
      const held = startOf(partition);
      if (gone.length > 0) {
        remove.run(partition, start);
        move.run(start, partition);
      }
      return { records: gone.reduce((sum, { base, next }) => sum + Math.max(0, next - Math.max(base, held)), 0), start, more };
    },
    /** Moves the start, then deletes the rows before it. The row that holds it stays whole. */
    deleteBefore: ({ partition, before }: DeleteArgs): Deleted => {
      move.run(before, partition);
      const start = startOf(partition);
      const { gone, more } = oldestOf(partition, ({ next }) => next > start);
      const last = gone.at(-1);
      if (last !== undefined) remove.run(partition, last.next);
      return { start, more };
    },
  };
};
