/** Reads points one by one, counted, and in pages that are bounded by count and by bytes. */
import type { DatabaseSync } from 'node:sqlite';
import type { VectorCollectionName } from '@streamforge/contracts/vector-collections';
import { rowOf, rowsOf, statementCache } from '@streamforge/sqlite/statement-cache';
import type { Condition } from '../labels.ts';
import type { Matching } from './matching.ts';
import { pointPacker, type PackedPoints, type PointPacker } from './packed-points.ts';
import { placeFinder } from './places.ts';

const pagePoints = 1_000;
const pageBytes = 1_048_576;

/** Where a page ended. */
export interface PointCursor {
  readonly tenant: Uint8Array;
  readonly id: Uint8Array;
}

export interface PointPage {
  readonly points: PackedPoints;
  /** Absent when this is the last. */
  readonly next?: PointCursor | undefined;
}

export interface PointReader {
  /** One point or none. */
  get(collection: VectorCollectionName, tenant: string, id: string): PackedPoints;
  count(collection: VectorCollectionName, tenant: string, conditions: readonly Condition[]): number;
  everything(collection: VectorCollectionName, after: PointCursor | undefined): PointPage;
}

type PointRow = readonly [id: Uint8Array, version: Uint8Array, payload: Uint8Array, vectors: Uint8Array];
type PlaceRow = readonly [place: number, tenant: Uint8Array];

const columns = 'id, version, payload, vectors';
const beforeAll = new Uint8Array(0);

export const pointReader = (db: DatabaseSync, match: Matching): PointReader => {
  const prepare = statementCache(db);
  const placeOf = placeFinder(db);

  /** Adds points of one place until the page is full; says whether it is. */
  const fill = (packer: PointPacker, place: number, tenant: string, after: Uint8Array): Uint8Array | undefined => {
    const rows = prepare(`SELECT ${columns} FROM points WHERE place = ? AND id > ? ORDER BY id`);
    for (const [id, version, payload, vectors] of rowsOf<PointRow>(rows, [place, after])) {
      packer.add(tenant, id, version, payload, vectors);
      if (packer.count() >= pagePoints || packer.size() >= pageBytes) return id;
    }
    return undefined;
  };

  return {
    get: (collection, tenant, id) => {
      const packer = pointPacker(1);
      const place = placeOf(collection, tenant);
      if (place === undefined) return packer.finish();
      const row = rowOf<PointRow>(prepare(`SELECT ${columns} FROM points WHERE place = ? AND id = ?`), [place, Buffer.from(id)]);
      if (row !== undefined) packer.add(tenant, ...row);
      return packer.finish();
    },
    count: (collection, tenant, conditions) => {
      const place = placeOf(collection, tenant);
      if (place === undefined) return 0;
      if (conditions.length > 0) return match.all(place, conditions).length;
      return rowOf<readonly [number]>(prepare('SELECT CAST(count(*) AS REAL) FROM points WHERE place = ?'), [place])?.[0] ?? 0;
    },
    everything: (collection, after) => {
      const packer = pointPacker(pagePoints);
      const from = after?.tenant ?? beforeAll;
      const places = prepare('SELECT CAST(place AS REAL), tenant FROM places WHERE collection = ? AND tenant >= ? ORDER BY tenant');
      for (const [place, tenant] of rowsOf<PlaceRow>(places, [collection, from])) {
        const begun = after !== undefined && Buffer.compare(tenant, after.tenant) === 0;
        const stopped = fill(packer, place, Buffer.from(tenant).toString(), begun ? after.id : beforeAll);
        if (stopped !== undefined) return { points: packer.finish(), next: { tenant, id: stopped } };
      }
      return { points: packer.finish() };
    },
  };
};
