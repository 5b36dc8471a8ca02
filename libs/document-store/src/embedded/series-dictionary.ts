/**
 * Series names as small integers, with each series' tally: entries, deletion markers, first and last order. The tally is written in the
 * transaction of the entries it counts, so that asking for it never scans them.
 */
import type { DatabaseSync } from 'node:sqlite';
import type { CollectionName } from '@streamforge/contracts/collections';
import { tableOf } from '../sql/tables.ts';

export interface Tally {
  readonly id: number;
  /** Entries that are not deleted. */
  live: number;
  /** Deletion markers. */
  deleted: number;
  /** At most the first order of an entry that is not deleted; Infinity without one. */
  first: number;
  /** At least the last; -Infinity without one. */
  last: number;
  /** An end was taken away: `first` and `last` are bounds only and the ends must be looked up. */
  loose: boolean;
  changed: boolean;
}

export interface SeriesDictionary {
  /** The tally of a series, made when it is new. */
  tally(name: string): Tally;
  /** Writes the tallies that changed. */
  save(tallies: Iterable<Tally>): void;
  /** Forgets what is held in memory, after a rollback. */
  forget(): void;
}

/** An entry came that was not there. */
export const added = (tally: Tally, order: number, live: boolean): void => {
  tally.changed = true;
  if (!live) {
    tally.deleted += 1;
    return;
  }
  tally.live += 1;
  tally.first = Math.min(tally.first, order);
  tally.last = Math.max(tally.last, order);
};

/** An entry went, or will be added again in its new form. */
export const removed = (tally: Tally, order: number, live: boolean): void => {
  tally.changed = true;
  if (!live) {
    tally.deleted -= 1;
    return;
  }
  tally.live -= 1;
  if (order === tally.first || order === tally.last) tally.loose = true;
};

/** `cached` bounds the series held in memory. */
export const seriesDictionary = (db: DatabaseSync, collection: CollectionName, cached: number): SeriesDictionary => {
  const known = new Map<string, Tally>();
  const find = db.prepare(`SELECT id, live, deleted, CAST(first AS REAL), CAST(last AS REAL)
    FROM series WHERE collection = ? AND name = ?`);
  find.setReturnArrays(true);
  const create = db.prepare('INSERT INTO series (collection, name, live, deleted) VALUES (?, ?, 0, 0)');
  const update = db.prepare('UPDATE series SET live = ?, deleted = ?, first = ?, last = ? WHERE id = ?');
  const end = (aggregate: 'first' | 'last') => {
    const [compare, direction] = aggregate === 'first' ? ['>=', 'ASC'] : ['<=', 'DESC'];
    const statement = db.prepare(`SELECT CAST(ord AS REAL) AS ord FROM ${tableOf(collection)}
      WHERE series = ? AND ord ${compare} ? AND body IS NOT NULL ORDER BY ord ${direction} LIMIT 1`);
    return (tally: Tally): number => Number(statement.get(tally.id, tally[aggregate])?.['ord']);
  };
  const first = end('first');
  const last = end('last');

  const load = (name: string): Tally => {
    const bytes = Buffer.from(name);
    const row = find.get(collection, bytes) as unknown as readonly [number, number, number, number | null, number | null] | undefined;
    if (row === undefined) {
      const id = Number(create.run(collection, bytes).lastInsertRowid);
      return { id, live: 0, deleted: 0, first: Infinity, last: -Infinity, loose: false, changed: false };
    }
    const [id, live, deleted, low, high] = row;
    return { id, live, deleted, first: low ?? Infinity, last: high ?? -Infinity, loose: false, changed: false };
  };
  /** Searching from the bound on, and not from the start, keeps a series that is deleted end by end from costing its square. */
  const tighten = (tally: Tally): void => {
    tally.first = tally.live === 0 ? Infinity : first(tally);
    tally.last = tally.live === 0 ? -Infinity : last(tally);
    tally.loose = false;
  };

  return {
    tally: (name) => {
      const tally = known.get(name) ?? load(name);
      known.delete(name);
      known.set(name, tally);
      return tally;
    },
    save: (tallies) => {
      for (const tally of tallies) {
        if (!tally.changed) continue;
        if (tally.loose) tighten(tally);
        const empty = tally.live === 0;
        update.run(tally.live, tally.deleted, empty ? null : tally.first, empty ? null : tally.last, tally.id);
        tally.changed = false;
      }
      for (const name of known.keys()) {
        if (known.size <= cached) break;
        known.delete(name);
      }
    },
    forget: () => known.clear(),
  };
};
