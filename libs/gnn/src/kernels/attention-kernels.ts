/**
 * Attention over the incoming edges of each node, for a batch of times over one graph. Softmax takes the largest score off first, so
 * that scores of any size stay finite; a node without incoming edges gets 0. Times, nodes and edges are gone through in one order.
 */

/** Edges by the node they come in at: node i has those from `rows[i]` to `rows[i + 1]`, and `columns` says where they come from. */
export interface IncomingEdges {
  readonly rows: Int32Array;
  readonly columns: Int32Array;
  /** [edge × feature], the same at every time; empty where edges have none. */
  readonly features: Float32Array;
}

export interface AttentionSizes {
  readonly times: number;
  readonly nodes: number;
  readonly heads: number;
  /** Values of one head. */
  readonly channels: number;
}

/**
 * What attention leaves out of its shares in training: the share of head h of edge e at time t stays when number
 * (t · edges + e) · heads + h of mulberry32(seed) is not below `share`, and is strengthened by 1 / (1 − share), in both engines.
 */
export interface AttentionDropout {
  readonly share: number;
  readonly seed: number;
}

/** What GAT computes with, or the gradients of these arrays. */
export interface GatArrays {
  /** [time × node × head × channel]: W·h of every node. */
  readonly values: Float32Array;
  /** [head × channel]: the halves of the vector a that score where an edge comes from and where it goes. */
  readonly source: Float32Array;
  readonly target: Float32Array;
  /** [feature × head]: what each feature of an edge adds to its score; empty where edges have none. */
  readonly edges: Float32Array;
}

/** What GATv2 computes with, or the gradients of these arrays. */
export interface Gatv2Arrays {
  /** [time × node × (source, target) × head × channel]: W·h of every node, as one that tells and as one that is told. */
  readonly values: Float32Array;
  /** [head × channel]: the vector a. */
  readonly scorer: Float32Array;
  /** [feature × head × channel]: what each feature of an edge adds before the slope bends; empty where edges have none. */
  readonly edges: Float32Array;
}

export interface AttentionKernels {
  /**
   * Sets `out` [time × node × head × channel] to Σ α·W·h over each node's incoming edges, where α is the softmax of
   * leaky(a_source·W·h_from + a_target·W·h_to + edge). Sets for the way back: `scores` [time × node × (source, target) × head], and
   * `shares` [time × edge × head], the α, negative where dropout leaves them out.
   * Source: Veličković et al., Graph attention networks (2018), equations 1 to 6; edge features as an additive term of the score.
   */
  gat(
    graph: IncomingEdges, sizes: AttentionSizes, x: GatArrays, dropout: AttentionDropout,
    scores: Float32Array, shares: Float32Array, out: Float32Array,
  ): void;
  /** Adds to `gradients`, by what gat left behind and the gradient of `out`. */
  gatBack(
    graph: IncomingEdges, sizes: AttentionSizes, x: GatArrays, share: number,
    scores: Float32Array, shares: Float32Array, out: Float32Array, gradient: Float32Array, gradients: GatArrays,
  ): void;
  /**
   * The same with α the softmax of a·leaky(W_source·h_from + W_target·h_to + edge), so that whom a node listens to may depend on the
   * node. Source: Brody et al., How attentive are graph attention networks? (2022), equation 7.
   */
  gatv2(
    graph: IncomingEdges, sizes: AttentionSizes, x: Gatv2Arrays, dropout: AttentionDropout, shares: Float32Array, out: Float32Array,
  ): void;
  /** Adds to `gradients`, by what gatv2 left behind and the gradient of `out`. */
  gatv2Back(
    graph: IncomingEdges, sizes: AttentionSizes, x: Gatv2Arrays, share: number,
    shares: Float32Array, out: Float32Array, gradient: Float32Array, gradients: Gatv2Arrays,
  ): void;
  /** out[row × channel] += the mean over the heads of x [row × head × channel]. */
  meanOfHeads(x: Float32Array, out: Float32Array, rows: number, heads: number, channels: number): void;
  /** Sets `out` [row × head × channel] to the gradient of x by that of the mean [row × channel]. */
  meanOfHeadsBack(gradient: Float32Array, out: Float32Array, rows: number, heads: number, channels: number): void;
}

/** Slope of leaky ReLU below 0, as in both papers. */
export const leakySlope = 0.2;
