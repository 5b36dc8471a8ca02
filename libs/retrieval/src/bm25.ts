/**
 * BM25 in two halves whose inner product is the score (Robertson and Zaragoza 2009, in Lucene’s form): the weight of a term in a text,
 * which is stored, and that of a term in a question, which needs to know how many texts hold it and is computed when it is asked.
 */
import { countTerms } from './term-index.ts';

/** A sparse vector: indices ascending, each once. */
export interface TermWeights {
  readonly indices: Uint32Array;
  readonly values: Float32Array;
}

/** How soon a term that is repeated stops counting more. */
const K1 = 1.2;
/** How much of a text’s length counts against it, 0 to 1. */
const B = 0.75;

/**
 * Terms of a text of usual length. It is frozen, so that a stored weight never has to change because other texts came: a new value needs
 * every chunk to be weighed anew. Measured over chunks of this platform’s size.
 */
export const USUAL_TERMS = 100;

const ascending = (weights: readonly (readonly [index: number, weight: number])[]): TermWeights => {
  const sorted = weights.toSorted(([a], [b]) => a - b);
  return { indices: Uint32Array.from(sorted, ([index]) => index), values: Float32Array.from(sorted, ([, weight]) => weight) };
};

/** What each term of a text weighs: n / (n + k1 (1 − b + b · length / usual)), 0 to 1. */
export const textWeights = (terms: readonly string[], usualTerms = USUAL_TERMS): TermWeights => {
  const damping = K1 * (1 - B + (B * terms.length) / usualTerms);
  return ascending([...countTerms(terms)].map(([index, count]) => [index, count / (count + damping)]));
};

/** How many texts there are, and how many of them hold each term, by index. */
export interface TermStatistics {
  readonly texts: number;
  readonly holding: ReadonlyMap<number, number>;
}

/** How much a term tells that `holding` of `texts` texts have: ln(1 + (texts − holding + ½) / (holding + ½)). */
export const inverseDocumentFrequency = (texts: number, holding: number): number => Math.log1p((texts - holding + 0.5) / (holding + 0.5));

/** What each term of a question weighs; those that no text holds are left out. */
export const questionWeights = (terms: readonly string[], { texts, holding }: TermStatistics): TermWeights =>
  ascending([...countTerms(terms)].flatMap(([index, count]) => {
    const found = holding.get(index) ?? 0;
    return found === 0 ? [] : [[index, count * inverseDocumentFrequency(texts, found)] as const];
  }));
