import { describe, expect, it } from 'vitest';
import { inverseDocumentFrequency, questionWeights, textWeights } from '../src/bm25.ts';
import { fuse } from '../src/fusion.ts';
import { ndcg, recall, reciprocalRank } from '../src/measures.ts';
import { termIndex } from '../src/term-index.ts';

const weightOf = ({ indices, values }: ReturnType<typeof textWeights>, term: string): number => values[indices.indexOf(termIndex(term))] ?? 0;

describe('a term of a text', () => {
  it('weighs as BM25 says: more where it is repeated, less in a long text', () => {
    const weights = textWeights(['btc', 'rose', 'btc', 'again'], 8);
    expect(weightOf(weights, 'btc')).toBeCloseTo(2 / (2 + 1.2 * (0.25 + 0.75 * 4 / 8)), 6);
    expect(weightOf(weights, 'rose')).toBeCloseTo(1 / (1 + 1.2 * (0.25 + 0.75 * 4 / 8)), 6);
    expect(weightOf(textWeights(['btc', 'rose', 'btc', 'again'], 2), 'btc')).toBeLessThan(weightOf(weights, 'btc'));
  });

  it('stands in the order of indices, once', () => {
    const { indices } = textWeights(Array.from({ length: 500 }, (_, n) => `t${n % 90}`));
    expect(indices).toHaveLength(90);
    expect(indices).toEqual(indices.toSorted());
  });
});

describe('a term of a question', () => {
  const statistics = { texts: 10, holding: new Map([[termIndex('btc'), 2], [termIndex('rose'), 9]]) };

  it('weighs more the fewer texts hold it, and as often as it is asked', () => {
    const weights = questionWeights(['btc', 'rose', 'btc'], statistics);
    expect(weightOf(weights, 'btc')).toBeCloseTo(2 * Math.log(1 + 8.5 / 2.5), 6);
    expect(weightOf(weights, 'rose')).toBeCloseTo(Math.log(1 + 1.5 / 9.5), 6);
    expect(inverseDocumentFrequency(10, 10)).toBeGreaterThan(0);
  });

  it('that no text holds is left out', () => {
    expect(questionWeights(['unheard'], statistics).indices).toHaveLength(0);
  });
});

describe('rankings fused', () => {
  it('put first what several of them hold, and order ties by id', () => {
    expect(fuse([['a', 'b', 'c'], ['b', 'd']]).map(({ id }) => id)).toEqual(['b', 'a', 'd', 'c']);
    expect(fuse([['b'], ['a']])).toEqual([{ id: 'a', score: 1 / 61 }, { id: 'b', score: 1 / 61 }]);
  });
});

describe('the measures of a ranking', () => {
  const relevant = new Set(['a', 'b', 'z']);

  it('are what their definitions say', () => {
    const ranking = ['x', 'a', 'y', 'b'];
    expect(recall(ranking, relevant, 3)).toBeCloseTo(1 / 3, 12);
    expect(reciprocalRank(ranking, relevant, 10)).toBe(0.5);
    expect(reciprocalRank(ranking, relevant, 1)).toBe(0);
    expect(ndcg(ranking, relevant, 10)).toBeCloseTo((1 / Math.log2(3) + 1 / Math.log2(5)) / (1 + 1 / Math.log2(3) + 0.5), 12);
    expect(ndcg(['a', 'z', 'b', 'x'], relevant, 3)).toBe(1);
  });

  it('are 0 where nothing is relevant', () => {
    for (const measure of [recall, reciprocalRank, ndcg]) expect(measure(['a'], new Set(), 10)).toBe(0);
  });
});
