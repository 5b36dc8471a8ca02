/** Makes one ranking of several: reciprocal rank fusion (Cormack, Clarke and Büttcher 2009). */

/** Their constant: how little the first places stand out. */
const K = 60;

export interface Fused {
  readonly id: string;
  readonly score: number;
}

/** Each id’s sum of 1 / (60 + rank) over the rankings that hold it, greatest first; ties by id. */
export const fuse = (rankings: readonly (readonly string[])[]): readonly Fused[] => {
  const scores = new Map<string, number>();
  for (const ranking of rankings) {
    for (const [at, id] of ranking.entries()) scores.set(id, (scores.get(id) ?? 0) + 1 / (K + at + 1));
  }
  return [...scores].map(([id, score]) => ({ id, score })).toSorted((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1));
};
