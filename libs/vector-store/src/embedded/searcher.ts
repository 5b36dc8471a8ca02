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
import { rankedMatches, type Candidates } from './ranked.ts';
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

type DenseQuery = Extract<Query, { readonly dense: Float32Array }>;
type SparseQuery = Extract<Query, { readonly sparse: SparseVector }>;
type FoundRow = readonly [id: Uint8Array, payload: Uint8Array];

export const searcher = (db: DatabaseSync, match: Matching, memoryBytes: number): ((args: SearchArgs) => readonly FoundPoint[]) => {
  const prepare = statementCache(db);
  const placeOf = placeFinder(db);
  const held = matrices(db, memoryBytes);

  const scanMatrix = (matrix: VectorMatrix, query: Float32Array, limit: number): readonly Scored[] => {
    const best = new BestScores(limit);
    for (let row = 0; row < matrix.length; row += 1) best.add(matrix.pointAt(row), matrix.score(row, query));
    return best.reached();
  };

  const scanFew = (matrix: VectorMatrix, query: Float32Array, few: Float64Array, limit: number): readonly Scored[] => {
    const best = new BestScores(limit);
    for (const point of few) {
      const row = matrix.rowOf(point);
      if (row !== undefined) best.add(point, matrix.score(row, query));
    }
    return best.reached();
  };

  const scored = (matrix: VectorMatrix, query: Float32Array): Candidates => {
    const scores = new Float64Array(matrix.length);
    for (let row = 0; row < scores.length; row += 1) scores[row] = matrix.score(row, query);
    return { points: matrix.points, scores };
  };

  /** The same over the file, where the vectors do not fit in memory: slower, and just as exact. */
  const scanRows = (place: number, { name, dense }: DenseQuery, wanted: Float64Array | undefined, limit: number): readonly Scored[] => {
    const best = new BestScores(limit);
    const bytesOfName = Buffer.from(name);
    const score = (point: number, vectors: Uint8Array): void => {
      const vector = denseOf(vectors, bytesOfName);
      if (vector !== undefined) best.add(point, innerProduct(vector, 0, dense));
    };
    if (wanted === undefined) {
      const all = prepare('SELECT CAST(point AS REAL), vectors FROM points WHERE place = ?');
      for (const [point, vectors] of rowsOf<readonly [number, Uint8Array]>(all, [place])) score(point, vectors);
      return best.reached();
    }
    const one = prepare('SELECT vectors FROM points WHERE point = ?');
    for (const point of wanted) {
      const row = rowOf<readonly [Uint8Array]>(one, [point]);
      if (row !== undefined) score(point, row[0]);
    }
    return best.reached();
  };

  const sharingTerms = (place: number, name: string, { indices, values }: SparseVector): Candidates => {
    const postings = prepare('SELECT CAST(point AS REAL), weight FROM terms WHERE place = ? AND name = ? AND term = ?');
    const scores = new Map<number, number>();
    indices.forEach((term, at) => {
      const weight = rowAt(values, at);
      for (const [point, stored] of rowsOf<readonly [number, number]>(postings, [place, name, term])) {
        scores.set(point, (scores.get(point) ?? 0) + weight * stored);
      }
    });
    return { points: Float64Array.from(scores.keys()), scores: Float64Array.from(scores.values()) };
  };

  const sparseBest = (place: number, query: SparseQuery, conditions: readonly Condition[], limit: number): readonly Scored[] => {
    const sharing = sharingTerms(place, query.name, query.sparse);
    if (conditions.length === 0) return rankedMatches(sharing, () => true, limit);
    const few = match.few(place, conditions);
    if (few === undefined) return rankedMatches(sharing, match.has(place, conditions), limit);
    const among = new Set(few);
    return rankedMatches(sharing, (point) => among.has(point), limit);
  };

  const denseBest = (place: number, query: DenseQuery, conditions: readonly Condition[], limit: number): readonly Scored[] => {
    const matrix = held.of(place, query.name, query.dense.length);
    if (conditions.length === 0) return matrix === undefined ? scanRows(place, query, undefined, limit) : scanMatrix(matrix, query.dense, limit);
    const few = match.few(place, conditions);
    if (matrix === undefined) return scanRows(place, query, few ?? match.all(place, conditions), limit);
    if (few !== undefined) return scanFew(matrix, query.dense, few, limit);
    return rankedMatches(scored(matrix, query.dense), match.has(place, conditions), limit);
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
    const best = 'sparse' in query ? sparseBest(place, query, conditions, limit) : denseBest(place, query, conditions, limit);
    return named(best, limit);
  };
};
