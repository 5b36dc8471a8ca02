/** How good a ranking is, judged by which ids are relevant; each is 0 where none is. Source: Manning, Raghavan and Schütze 2008, chapter 8. */

/** Share of the relevant ids that are among the first `k`. */
export const recall = (ranking: readonly string[], relevant: ReadonlySet<string>, k: number): number => relevant.size === 0
  ? 0
  : ranking.slice(0, k).filter((id) => relevant.has(id)).length / relevant.size;

/** One divided by the rank of the first relevant id among the first `k`; its mean over questions is MRR. */
export const reciprocalRank = (ranking: readonly string[], relevant: ReadonlySet<string>, k: number): number => {
  const at = ranking.slice(0, k).findIndex((id) => relevant.has(id));
  return at === -1 ? 0 : 1 / (at + 1);
};

const discount = (at: number): number => 1 / Math.log2(at + 2);

/** Normalised discounted cumulative gain of the first `k`: relevant ids count 1 / log₂(rank + 1), relative to the best ranking possible. */
export const ndcg = (ranking: readonly string[], relevant: ReadonlySet<string>, k: number): number => {
  const gain = ranking.slice(0, k).reduce((sum, id, at) => relevant.has(id) ? sum + discount(at) : sum, 0);
  const best = Array.from({ length: Math.min(k, relevant.size) }, (_, at) => discount(at)).reduce((sum, each) => sum + each, 0);
  return best === 0 ? 0 : gain / best;
};
