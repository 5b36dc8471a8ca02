/** The order of nodes within a time, as a loss. */

export interface RankingKernels {
  /**
   * Cross-entropy of two distributions over the nodes of each time: `wanted` [time × node] (0 where a node does not count; a time of zeros
   * does not count either) and the softmax of the expected returns in out [time × node × (logit of up, expected return)] over the nodes
   * that count. Returns its sum over times, each times its nodes; adds `scale` times the gradient of that sum to `gradient`.
   * Source: Cao et al., Learning to rank: from pairwise approach to listwise approach (2007), equation 4.
   */
  rankingLoss(
    out: Float32Array, wanted: Float32Array, gradient: Float32Array | undefined, times: number, nodes: number, scale: number,
  ): number;
}
