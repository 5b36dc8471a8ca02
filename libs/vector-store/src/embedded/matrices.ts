/**
 * The vectors that searches scan, in memory: loaded when a place is first searched, brought up to date before each search by what changed
 * since, and let go of, the least recently searched first, when together they exceed the bound. One that exceeds it alone is not held.
 */
import type { DatabaseSync } from 'node:sqlite';
import { rowOf, rowsOf, statementCache } from '@streamforge/sqlite/statement-cache';
import { denseOf } from './vector-bytes.ts';
import { VectorMatrix } from './vector-matrix.ts';

interface Held {
  readonly matrix: VectorMatrix;
  /** The last change it knows of. */
  seen: number;
}

export interface Matrices {
  /** The vectors of that name, as the open transaction sees them; undefined when they don't fit in memory. */
  of(place: number, name: string, size: number): VectorMatrix | undefined;
  /** Roughly what is held, in bytes. */
  bytes(): number;
}

const changed = 'SELECT CAST(point AS REAL), CAST(change AS REAL), vectors FROM points WHERE place = ? AND change > ? ORDER BY change';
const removed = 'SELECT CAST(point AS REAL), CAST(change AS REAL) FROM removals WHERE change > ? AND place = ? ORDER BY change';
const forgotten = 'SELECT CAST(until AS REAL) FROM removals_forgotten';

export const matrices = (db: DatabaseSync, mostBytes: number): Matrices => {
  const prepare = statementCache(db);
  const held = new Map<string, Held>();
  /** Places that did not fit when they were last read. */
  const tooLarge = new Set<string>();

  const bytes = (): number => [...held.values()].reduce((sum, { matrix }) => sum + matrix.bytes, 0);

  /** Makes room by letting go of others, the least recently searched first; false when even that is not enough. */
  const makeRoom = (mine: Held): boolean => {
    for (const [key, other] of held) {
      if (bytes() - mine.matrix.bytes + mine.matrix.nextBytes <= mostBytes) return true;
      if (other !== mine) held.delete(key);
    }
    return mine.matrix.nextBytes <= mostBytes;
  };

  /** Takes what changed since it was last brought up to date; false when it grew too large. */
  const refresh = (one: Held, place: number, name: string): boolean => {
    const { matrix } = one;
    let { seen } = one;
    for (const [point, change] of rowsOf<readonly [number, number]>(prepare(removed), [one.seen, place])) {
      matrix.delete(point);
      seen = Math.max(seen, change);
    }
    const wanted = Buffer.from(name);
    let checkAt = matrix.length;
    for (const [point, change, vectors] of rowsOf<readonly [number, number, Uint8Array]>(prepare(changed), [place, one.seen])) {
      seen = Math.max(seen, change);
      const vector = denseOf(vectors, wanted);
      if (vector === undefined) {
        matrix.delete(point);
        continue;
      }
      if (matrix.length >= checkAt) {
        if (!makeRoom(one)) return false;
        checkAt = matrix.length + 64;
      }
      matrix.set(point, vector);
    }
    one.seen = seen;
    return true;
  };

  /** Lets go of what belongs to places that were cleared since. */
  const dropCleared = (): void => {
    for (const key of held.keys()) {
      if (rowOf(prepare('SELECT 1 FROM places WHERE place = ?'), [Number(key.split(' ', 1)[0])]) === undefined) held.delete(key);
    }
  };

  const begun = (key: string, size: number, until: number): Held => {
    const known = held.get(key);
    // One that may have missed a removal begins anew.
    if (known !== undefined && known.matrix.size === size && known.seen >= until) return known;
    dropCleared();
    return { matrix: new VectorMatrix(size), seen: 0 };
  };

  return {
    bytes,
    of: (place, name, size) => {
      const key = `${place} ${name}`;
      if (tooLarge.has(key)) return undefined;
      const until = rowOf<readonly [number]>(prepare(forgotten), [])?.[0] ?? 0;
      const one = begun(key, size, until);
      held.delete(key);
      held.set(key, one);
      if (refresh(one, place, name)) {
        one.seen = Math.max(one.seen, until);
        return one.matrix;
      }
      held.delete(key);
      tooLarge.add(key);
      return undefined;
    },
  };
};
