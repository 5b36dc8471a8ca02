/** What searches hold in memory is bounded, follows the file, and never decides what is found. */
import { DatabaseSync } from 'node:sqlite';
import { mulberry32 } from '@streamforge/determinism/random';
import { describe, expect, it } from 'vitest';
import { moment, randomVector, upTo } from '../src/conformance/samples.ts';
import { BestScores } from '../src/embedded/best-scores.ts';
import { matrices } from '../src/embedded/matrices.ts';
import { packPoints } from '../src/embedded/packed-points.ts';
import { pointWriter } from '../src/embedded/point-writer.ts';
import { rankedMatches } from '../src/embedded/ranked.ts';
import { migrations } from '../src/embedded/schema.ts';
import { VectorMatrix } from '../src/embedded/vector-matrix.ts';

const opened = (): DatabaseSync => {
  const db = new DatabaseSync(':memory:');
  for (const migration of migrations) db.exec(migration);
  return db;
};

const place = (db: DatabaseSync, tenant: string): number => Number(db.prepare('SELECT place FROM places WHERE tenant = ?').get(Buffer.from(tenant))?.['place']);

describe('vectors in memory', () => {
  const write = (db: DatabaseSync, tenant: string, count: number): void => {
    pointWriter(db).write('moments', packPoints(upTo(count).map((seed) => moment(`m${seed}`, randomVector(seed), { tenant, payload: { series: `s${seed}` } }))));
  };

  it('are let go of, the least recently searched first, when they exceed the bound', () => {
    const db = opened();
    for (const tenant of ['a', 'b', 'c']) write(db, tenant, 500);
    const [a, b, c] = ['a', 'b', 'c'].map((tenant) => place(db, tenant));
    const held = matrices(db, 600_000);
    const first = held.of(a ?? 0, 'window', 64);
    expect(held.of(b ?? 0, 'window', 64)?.length).toBe(500);
    expect(held.of(a ?? 0, 'window', 64)).toBe(first);
    expect(held.of(c ?? 0, 'window', 64)?.length).toBe(500);
    expect(held.of(a ?? 0, 'window', 64)).toBe(first);
    expect(held.of(b ?? 0, 'window', 64)?.length).toBe(500);
  });

  it('are let go of when their collection was cleared', () => {
    const db = opened();
    for (const tenant of ['a', 'b']) write(db, tenant, 500);
    const held = matrices(db, 10_000_000);
    for (const tenant of ['a', 'b']) held.of(place(db, tenant), 'window', 64);
    const both = held.bytes();
    pointWriter(db).clear('moments');
    write(db, 'b', 500);
    expect(held.of(place(db, 'b'), 'window', 64)?.length).toBe(500);
    expect(held.bytes()).toBe(both / 2);
  });

  it('are not held at all where they alone exceed it', () => {
    const db = opened();
    write(db, 'a', 500);
    expect(matrices(db, 100_000).of(place(db, 'a'), 'window', 64)).toBeUndefined();
  });

  it('follow removals, also when more were made than are remembered', () => {
    const db = opened();
    write(db, 'a', 300);
    const number = place(db, 'a');
    const held = matrices(db, 10_000_000);
    const matrix = held.of(number, 'window', 64);
    pointWriter(db).removeWhere('moments', 'a', [{ field: 'series', anyOf: upTo(100).map((seed) => `"s${seed}"`) }]);
    expect(held.of(number, 'window', 64)).toBe(matrix);
    expect(matrix?.length).toBe(200);
    pointWriter(db).removeWhere('moments', 'a', [{ field: 'series', anyOf: ['"s100"'] }]);
    db.exec('UPDATE removals_forgotten SET until = (SELECT max(change) FROM removals); DELETE FROM removals');
    const anew = held.of(number, 'window', 64);
    expect(anew).not.toBe(matrix);
    expect(anew?.length).toBe(199);
    expect(held.of(number, 'window', 64)).toBe(anew);
  });

  it('read anew what changed while removals were forgotten', () => {
    const db = opened();
    write(db, 'a', 300);
    const held = matrices(db, 10_000_000);
    const matrix = held.of(place(db, 'a'), 'window', 64);
    const writer = pointWriter(db, 50);
    for (const seed of upTo(120)) writer.removeWhere('moments', 'a', [{ field: 'series', anyOf: [`"s${seed}"`] }]);
    expect(Number(db.prepare('SELECT count(*) AS kept FROM removals').get()?.['kept'])).toBeLessThanOrEqual(56);
    const anew = held.of(place(db, 'a'), 'window', 64);
    expect(anew).not.toBe(matrix);
    expect(anew?.length).toBe(180);
  });

  it('stay the vectors of their points however points come and go', () => {
    const matrix = new VectorMatrix(3);
    const expected = new Map<number, Float32Array>();
    const random = mulberry32(5);
    for (const step of upTo(3_000)) {
      const point = Math.floor(random() * 200);
      if (random() < 0.45) {
        matrix.delete(point);
        expected.delete(point);
      } else {
        const vector = Float32Array.of(point, step, random());
        matrix.set(point, vector);
        expected.set(point, vector);
      }
    }
    expect(matrix.length).toBe(expected.size);
    for (const [point, vector] of expected) expect(matrix.score(matrix.rowOf(point) ?? -1, Float32Array.of(1, 1, 1))).toBe(vector.reduce((sum, number) => sum + number, 0));
  });
});

describe('the best of those that match', () => {
  it.each([1, 7, 100])('are found by going down the ranking: the %i greatest, with all that tie with the last', (limit) => {
    for (const share of [0, 0.01, 0.5, 1]) {
      const random = mulberry32(limit);
      const points = upTo(6_000).map((point) => 3 * point);
      const scores = points.map(() => Math.floor(random() * 900) / 7);
      const matching = new Set(points.filter(() => random() < share));
      const kept = points.flatMap((point, row) => (matching.has(point) ? [{ point, score: Number(scores[row]) }] : [])).toSorted((a, b) => b.score - a.score);
      const bar = kept[limit - 1]?.score ?? -Infinity;
      const found = rankedMatches({ points, scores }, (point) => matching.has(point), limit);
      expect(found.map(({ point }) => point).toSorted((a, b) => a - b)).toEqual(kept.filter(({ score }) => score >= bar).map(({ point }) => point).toSorted((a, b) => a - b));
    }
  });
});

describe('the best of many scores', () => {
  it.each([1, 3, 50, 1_000])('are the %i greatest, with all that tie with the last', (limit) => {
    for (const seed of upTo(20)) {
      const random = mulberry32(seed);
      const scores = upTo(800).map(() => Math.floor(random() * (seed + 1) * 5) / 7);
      const best = new BestScores(limit);
      scores.forEach((score, point) => best.add(point, score));
      const bar = scores.toSorted((a, b) => b - a)[limit - 1] ?? -Infinity;
      expect(best.reached().map(({ point }) => point).toSorted((a, b) => a - b)).toEqual(upTo(800).filter((point) => Number(scores[point]) >= bar));
    }
  });

  it('need no more time when all are alike', () => {
    const best = new BestScores(5);
    for (const point of upTo(200_000)) best.add(point, 1);
    expect(best.reached()).toHaveLength(200_000);
  });
});
