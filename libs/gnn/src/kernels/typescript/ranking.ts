import type { RankingKernels } from '../ranking-kernels.ts';

/** Outputs of a sample; the second is the expected return. */
const OUTPUTS = 2;

export const rankingKernels: RankingKernels = {
  rankingLoss: (out, wanted, gradient, times, nodes, scale) => {
    let loss = 0;
    for (let time = 0; time < times; time += 1) {
      const first = time * nodes;
      let count = 0;
      let largest = Number.NEGATIVE_INFINITY;
      for (let at = first; at < first + nodes; at += 1) {
        if (wanted[at] === 0) continue;
        count += 1;
        largest = Math.max(largest, out[at * OUTPUTS + 1] as number);
      }
      let sum = 0;
      let named = 0;
      for (let at = first; at < first + nodes; at += 1) {
        if (wanted[at] === 0) continue;
        const score = (out[at * OUTPUTS + 1] as number) - largest;
        sum += Math.exp(score);
        named += (wanted[at] as number) * score;
      }
      if (count === 0) continue;
      loss += count * (Math.log(sum) - named);
      if (gradient === undefined) continue;
      for (let at = first; at < first + nodes; at += 1) {
        if (wanted[at] === 0) continue;
        const share = Math.exp((out[at * OUTPUTS + 1] as number) - largest) / sum;
        gradient[at * OUTPUTS + 1] = (gradient[at * OUTPUTS + 1] as number) + scale * count * (share - (wanted[at] as number));
      }
    }
    return loss;
  },
};
