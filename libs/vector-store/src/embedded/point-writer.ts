/** Writes and removes points with what finds them: labels for filters, terms for sparse queries, removals for vectors held in memory. */
import type { DatabaseSync } from 'node:sqlite';
import type { VectorCollectionName } from '@streamforge/contracts/vector-collections';
import { bytesAt } from '@streamforge/sqlite/byte-column';
import { rowAt } from '@streamforge/sqlite/row-at';
import { labelsOf, type Condition } from '../labels.ts';
import type { Payload } from '../port.ts';
import { matching } from './matching.ts';
import type { PackedPoints } from './packed-points.ts';
import { placeFinder } from './places.ts';
import { unpackVectors } from './vector-bytes.ts';
import { codeOf } from './verdict-code.ts';

const stored = codeOf('stored');
const same = codeOf('same');
const older = codeOf('older');

/** Removals that are remembered; a tenth more, and the oldest are forgotten. A reader further behind begins anew. */
const mostRemovals = 100_000;

export interface PointWriter {
  /** Verdict codes, in order. */
  write(collection: VectorCollectionName, points: PackedPoints): Uint8Array<ArrayBuffer>;
  /** How many points there were. */
  removeWhere(collection: VectorCollectionName, tenant: string, conditions: readonly Condition[]): number;
  clear(collection: VectorCollectionName): void;
}

type Stored = readonly [point: number, payload: Uint8Array, vectors: Uint8Array];

const parsed = (payload: Uint8Array): Payload => JSON.parse(Buffer.from(payload).toString()) as Payload;

const newestChange = (db: DatabaseSync): number => Number(db.prepare(`SELECT CAST(max(
  coalesce((SELECT max(change) FROM removals), 0),
  coalesce((SELECT max((SELECT max(change) FROM points WHERE points.place = places.place)) FROM places), 0)
) AS REAL) AS change`).get()?.['change']);

export const pointWriter = (db: DatabaseSync, removalsKept: number = mostRemovals): PointWriter => {
  const placeOf = placeFinder(db);
  const match = matching(db);
  const addPlace = db.prepare('INSERT INTO places (collection, tenant) VALUES (?, ?)');
  const insert = db.prepare(`INSERT INTO points (place, id, version, change, payload, vectors) VALUES (?, ?, ?, ?, ?, ?)
    ON CONFLICT DO NOTHING RETURNING CAST(point AS REAL)`);
  insert.setReturnArrays(true);
  const versionOf = db.prepare('SELECT version FROM points WHERE place = ? AND id = ?');
  const find = db.prepare('SELECT CAST(point AS REAL), payload, vectors FROM points WHERE place = ? AND id = ?');
  find.setReturnArrays(true);
  const findNumbered = db.prepare('SELECT CAST(point AS REAL), payload, vectors FROM points WHERE point = ?');
  findNumbered.setReturnArrays(true);
  const replace = db.prepare('UPDATE points SET version = ?1, change = ?2, payload = ?3, vectors = ?4 WHERE point = ?5 AND version < ?1');
  const addLabel = db.prepare('INSERT INTO labels (place, field, value, point) VALUES (?, ?, ?, ?)');
  const dropLabel = db.prepare('DELETE FROM labels WHERE place = ? AND field = ? AND value = ? AND point = ?');
  const addTerm = db.prepare('INSERT INTO terms (place, name, term, point, weight) VALUES (?, ?, ?, ?, ?)');
  const dropTerm = db.prepare('DELETE FROM terms WHERE place = ? AND name = ? AND term = ? AND point = ?');
  const drop = db.prepare('DELETE FROM points WHERE point = ?');
  const addRemoval = db.prepare('INSERT INTO removals (change, place, point) VALUES (?, ?, ?)');
  const oldestKept = db.prepare('SELECT CAST(change AS REAL) AS change FROM removals ORDER BY change DESC LIMIT 1 OFFSET ?');
  const dropRemovals = db.prepare('DELETE FROM removals WHERE change <= ?');
  const forgetUntil = db.prepare('UPDATE removals_forgotten SET until = ?');
  let change = newestChange(db);
  let removals = 0;

  const placeFor = (collection: VectorCollectionName, tenant: string): number =>
    placeOf(collection, tenant) ?? Number(addPlace.run(collection, Buffer.from(tenant)).lastInsertRowid);

  const addTraces = (collection: VectorCollectionName, place: number, [point, payload, vectors]: Stored): void => {
    for (const { field, value } of labelsOf(collection, parsed(payload))) addLabel.run(place, field, value, point);
    for (const [name, { indices, values }] of Object.entries(unpackVectors(vectors).sparse)) {
      indices.forEach((term, at) => addTerm.run(place, name, term, point, rowAt(values, at)));
    }
  };
  const dropTraces = (collection: VectorCollectionName, place: number, [point, payload, vectors]: Stored): void => {
    for (const { field, value } of labelsOf(collection, parsed(payload))) dropLabel.run(place, field, value, point);
    for (const [name, { indices }] of Object.entries(unpackVectors(vectors).sparse)) {
      for (const term of indices) dropTerm.run(place, name, term, point);
    }
  };

  const writeTaken = (collection: VectorCollectionName, place: number, points: PackedPoints, row: number): number => {
    const id = bytesAt(points.ids, row);
    const version = bytesAt(points.versions, row);
    const comparison = Buffer.compare(version, versionOf.get(place, id)?.['version'] as Uint8Array);
    if (comparison <= 0) return comparison === 0 ? same : older;
    const before = find.get(place, id) as unknown as Stored;
    const after: Stored = [before[0], bytesAt(points.payloads, row), bytesAt(points.vectors, row)];
    dropTraces(collection, place, before);
    replace.run(version, change, after[1], after[2], after[0]);
    addTraces(collection, place, after);
    return stored;
  };

  const forgetRemovals = (): void => {
    removals = 0;
    const until = oldestKept.get(removalsKept)?.['change'];
    if (until === undefined) return;
    dropRemovals.run(Number(until));
    forgetUntil.run(Number(until));
  };

  return {
    write: (collection, points) => {
      const places = points.tenantNames.map((tenant) => placeFor(collection, tenant));
      const codes = new Uint8Array(points.length);
      for (let row = 0; row < points.length; row += 1) {
        const place = rowAt(places, rowAt(points.tenants, row));
        change += 1;
        const payload = bytesAt(points.payloads, row);
        const vectors = bytesAt(points.vectors, row);
        const cells = [place, bytesAt(points.ids, row), bytesAt(points.versions, row), change, payload, vectors];
        const added = insert.get(...cells) as unknown as readonly [number] | undefined;
        if (added === undefined) codes[row] = writeTaken(collection, place, points, row);
        else addTraces(collection, place, [added[0], payload, vectors]);
      }
      return codes;
    },
    removeWhere: (collection, tenant, conditions) => {
      const place = placeOf(collection, tenant);
      if (place === undefined) return 0;
      const found = match.all(place, conditions);
      for (const point of found) {
        dropTraces(collection, place, findNumbered.get(point) as unknown as Stored);
        drop.run(point);
        addRemoval.run(change += 1, place, point);
      }
      removals += found.length;
      if (removals > removalsKept / 10) forgetRemovals();
      return found.length;
    },
    clear: (collection) => {
      for (const table of ['points', 'labels', 'terms', 'removals']) {
        db.prepare(`DELETE FROM ${table} WHERE place IN (SELECT place FROM places WHERE collection = ?)`).run(collection);
      }
      db.prepare('DELETE FROM places WHERE collection = ?').run(collection);
      db.prepare('DELETE FROM shapes WHERE collection = ?').run(collection);
    },
  };
};
