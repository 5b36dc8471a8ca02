/** Exact search: dense vectors are scanned, sparse ones found by their terms; a filter narrows both by the labels of the points. */
import type { DatabaseSync } from 'node:sqlite';
import type { VectorCollectionName } from '@streamforge/contracts/vector-collections';
import { rowAt } from '@streamforge/sqlite/row-at';
import { rowOf, rowsOf, statementCache } from '@streamforge/sqlite/statement-cache';
import type { Condition } from '../labels.ts';
import type { Query, SparseVector } from '../port.ts';
import { BestScores, type Scored } from './best-scores.ts';
import type { Matching } from './matching.ts';
import { matrices } from './matrices.ts';
import type { VectorMatrix } from './vector-matrix.ts';
import { innerProduct } from './vector-matrix.ts';
import { placeFinder } from './places.ts';
import { denseOf } from './vector-bytes.ts';

export interface SearchArgs {
  readonly collection: VectorCollectionName;
  readonly tenant: string;
  readonly query: Query;
  readonly conditions: readonly Condition[];
  readonly limit: number;
}

export interface FoundPoint {
  readonly id: string;
  readonly score: number;
  /** JSON. */
  readonly payload: string;
}

type FoundRow = readonly [id: Uint8Array, payload: Uint8Array];

export const searcher = (db: DatabaseSync, match: Matching, memoryBytes: number): ((args: SearchArgs) => readonly FoundPoint[]) => {
  const prepare = statementCache(db);
  const placeOf = placeFinder(db);
  const held = matrices(db, memoryBytes);

  const scanMatrix = (matrix: VectorMatrix, query: Float32Array, wanted: Float64Array | undefined, best: BestScores): void => {
    if (wanted === undefined) {
      for (let row = 0; row < matrix.length; row += 1) best.add(matrix.pointAt(row), matrix.score(row, query));
      return;
    }
    for (const point of wanted) {
      const row = matrix.rowOf(point);
      if (row !== undefined) best.add(point, matrix.score(row, query));
    }
  };

  /** The same over the file, where the vectors do not fit in memory: slower, and just as exact. */
  const scanRows = (place: number, { name, dense }: { readonly name: string; readonly dense: Float32Array }, wanted: Float64Array | undefined, best: BestScores): void => {
    const score = (point: number, vectors: Uint8Array): void => {
      const vector = denseOf(vectors, name);
      if (vector !== undefined) best.add(point, innerProduct(vector, 0, dense));
    };
    if (wanted === undefined) {
      const all = prepare('SELECT CAST(point AS REAL), vectors FROM points WHERE place = ?');
      for (const [point, vectors] of rowsOf<readonly [number, Uint8Array]>(all, [place])) score(point, vectors);
      return;
    }
    const one = prepare('SELECT vectors FROM points WHERE point = ?');
    for (const point of wanted) {
      const row = rowOf<readonly [Uint8Array]>(one, [point]);
      if (row !== undefined) score(point, row[0]);
    }
  };

  const findTerms = (place: number, name: string, { indices, values }: SparseVector, wanted: Float64Array | undefined, best: BestScores): void => {
    const postings = prepare('SELECT CAST(point AS REAL), weight FROM terms WHERE place = ? AND name = ? AND term = ?');
    const among = wanted === undefined ? undefined : new Set(wanted);
    const scores = new Map<number, number>();
    indices.forEach((term, at) => {
      const weight = rowAt(values, at);
      for (const [point, stored] of rowsOf<readonly [number, number]>(postings, [place, name, term])) {
        if (among === undefined || among.has(point)) scores.set(point, (scores.get(point) ?? 0) + weight * stored);
      }
    });
    for (const [point, score] of scores) best.add(point, score);
  };

  /** Best first; ties by the bytes of their ids, so that what is found does not depend on the order of writing. */
  const named = (reached: readonly Scored[], limit: number): readonly FoundPoint[] => {
    const one = prepare('SELECT id, payload FROM points WHERE point = ?');
    const rows = reached.flatMap(({ point, score }) => {
      const row = rowOf<FoundRow>(one, [point]);
      return row === undefined ? [] : [{ id: row[0], payload: row[1], score }];
    });
    return rows.toSorted((a, b) => b.score - a.score || Buffer.compare(a.id, b.id)).slice(0, limit)
      .map(({ id, payload, score }) => ({ id: Buffer.from(id).toString(), score, payload: Buffer.from(payload).toString() }));
  };

  return ({ collection, tenant, query, conditions, limit }) => {
    const place = placeOf(collection, tenant);
    if (place === undefined) return [];
    const wanted = conditions.length === 0 ? undefined : match(place, conditions);
    const best = new BestScores(limit);
    if ('sparse' in query) {
      findTerms(place, query.name, query.sparse, wanted, best);
    } else {
      const matrix = held.of(place, query.name, query.dense.length);
      if (matrix === undefined) scanRows(place, query, wanted, best);
      else scanMatrix(matrix, query.dense, wanted, best);
    }
    return named(best.reached(), limit);
  };
};
