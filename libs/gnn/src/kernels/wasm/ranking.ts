import type { RankingKernels } from '../ranking-kernels.ts';
import type { Wasm } from './module.ts';

export const rankingOf = ({ call, addressOf }: Wasm): RankingKernels => ({
  rankingLoss: (out, wanted, gradient, times, nodes, scale) => {
    const samples = times * nodes;
    const gradientAt = gradient === undefined ? 0 : addressOf(gradient, 2 * samples);
    return call.rankingLoss(addressOf(out, 2 * samples), addressOf(wanted, samples), gradientAt, times, nodes, scale);
  },
});
