import { BestScores, type Scored } from './best-scores.ts';

/** Scores of points, by row. */
export interface Candidates {
  readonly points: ArrayLike<number>;
  readonly scores: ArrayLike<number>;
}

/** How many more of the best are looked at when those before were not enough. */
const wider = 16;

/**
 * The best of those that match, with all that tie with the last: goes down the ranking and asks of each whether it matches, so that a filter
 * that most points pass costs a few questions and not a list of all of them.
 */
export const rankedMatches = ({ points, scores }: Candidates, matches: (point: number) => boolean, limit: number): readonly Scored[] => {
  for (let width = wider * limit; ; width *= wider) {
    const best = new BestScores(width);
    for (let row = 0; row < points.length; row += 1) best.add(Number(points[row]), Number(scores[row]));
    const found: Scored[] = [];
    for (const one of best.reached().toSorted((a, b) => b.score - a.score)) {
      if (one.score < Number(found[limit - 1]?.score)) break;
      if (matches(one.point)) found.push(one);
    }
    if (found.length >= limit || width >= points.length) return found;
  }
};
