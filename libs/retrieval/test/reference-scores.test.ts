import { describe, expect, it } from 'vitest';
import { questionWeights, textWeights, USUAL_TERMS } from '../src/bm25.ts';
import { ndcg, recall, reciprocalRank } from '../src/measures.ts';
import { termsOf } from '../src/terms.ts';
import { collectionOf, type Collection, type Scores } from './collections.ts';

/** An index in memory that ranks as the stores do: the inner product of stored and asked weights. */
const rankerOf = (texts: readonly { readonly id: string; readonly terms: readonly string[] }[], usualTerms: number) => {
  const postings = new Map<number, { readonly at: number; readonly weight: number }[]>();
  for (const [at, { terms }] of texts.entries()) {
    const { indices, values } = textWeights(terms, usualTerms);
    for (const [place, index] of indices.entries()) {
      const posting = postings.get(index) ?? [];
      posting.push({ at, weight: values[place]! });
      postings.set(index, posting);
    }
  }
  const holding = new Map([...postings].map(([index, posting]) => [index, posting.length]));
  return (question: string): readonly string[] => {
    const scores = new Float64Array(texts.length);
    const { indices, values } = questionWeights(termsOf(question), { texts: texts.length, holding });
    for (const [place, index] of indices.entries()) {
      for (const { at, weight } of postings.get(index) ?? []) scores[at]! += weight * values[place]!;
    }
    return [...scores.keys()].filter((at) => scores[at]! > 0).toSorted((a, b) => scores[b]! - scores[a]! || a - b).map((at) => texts[at]!.id);
  };
};

const scoresOf = ({ texts, questions }: Collection, usual?: number): Scores => {
  const cut = texts.map(({ id, text }) => ({ id, terms: termsOf(text) }));
  const rank = rankerOf(cut, usual ?? cut.reduce((sum, { terms }) => sum + terms.length, 0) / cut.length);
  const judged = questions.map(({ text, relevant }) => ({ ranking: rank(text), relevant }));
  const mean = (measure: typeof recall, k: number): number => judged.reduce((sum, { ranking, relevant }) => sum + measure(ranking, relevant, k), 0) / judged.length;
  return { ndcg_at_10: mean(ndcg, 10), recall_at_10: mean(recall, 10), recall_at_100: mean(recall, 100), mrr_at_10: mean(reciprocalRank, 10) };
};

describe.for(['cranfield', 'tatqa_dev'])('the ranking of %s', (name) => {
  const collection = collectionOf(name);

  it.skipIf(collection === undefined)('is as good as that of the reference tool, figure by figure', () => {
    const { reference, ...rest } = collection!;
    const scores = scoresOf({ reference, ...rest });
    const theirs = reference['bm25s_lucene_k1_1.2_b_0.75_en_stop_snowball']!;
    for (const figure of ['ndcg_at_10', 'recall_at_10', 'recall_at_100', 'mrr_at_10'] as const) {
      // Only the order of texts with equal scores is another.
      expect(Math.abs(scores[figure] - theirs[figure]), figure).toBeLessThan(0.001);
    }
  });

  it.skipIf(collection === undefined)('is no worse with the usual length frozen', () => {
    const scores = scoresOf(collection!, USUAL_TERMS);
    const theirs = collection!.reference['bm25s_lucene_k1_1.2_b_0.75_en_stop_snowball']!;
    expect(scores.ndcg_at_10).toBeGreaterThan(theirs.ndcg_at_10 - 0.001);
    expect(scores.recall_at_10).toBeGreaterThan(theirs.recall_at_10);
  });
});
