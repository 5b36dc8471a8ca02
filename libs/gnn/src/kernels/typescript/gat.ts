import type { AttentionKernels, AttentionSizes, GatArrays } from '../attention-kernels.ts';
import { addSharesOf, dot, leaky, leakySlopeAt, softmaxOfEdges, termsBack, termsOf } from './attention-edges.ts';

export const gat: AttentionKernels['gat'] = (graph, sizes, x, dropout, scores, shares, out) => {
  const { rows, columns } = graph;
  const { times, nodes, heads } = sizes;
  const terms = termsOf(graph, x.edges, heads);
  scoreNodes(sizes, x, scores);
  out.fill(0);
  for (let row = 0; row < times * nodes; row += 1) {
    const node = row % nodes;
    const before = row - node;
    const edgesBefore = before / nodes * columns.length;
    const [from, to] = [rows[node] as number, rows[node + 1] as number];
    for (let edge = from; edge < to; edge += 1) {
      const source = (before + (columns[edge] as number)) * 2 * heads;
      const target = (row * 2 + 1) * heads;
      const at = (edgesBefore + edge) * heads;
      for (let head = 0; head < heads; head += 1) {
        const ends = (scores[source + head] as number) + (scores[target + head] as number);
        shares[at + head] = leaky(ends + (terms[edge * heads + head] as number));
      }
    }
    softmaxOfEdges(shares, (edgesBefore + from) * heads, (edgesBefore + to) * heads, heads, dropout);
    addSharesOf(graph, sizes, x.values, 1, shares, dropout.share, row, out);
  }
};

export const gatBack: AttentionKernels['gatBack'] = (graph, sizes, x, share, scores, shares, out, gradient, gradients) => {
  const { rows, columns } = graph;
  const { times, nodes, heads, channels } = sizes;
  const width = heads * channels;
  const strengthened = 1 / (1 - share);
  const terms = termsOf(graph, x.edges, heads);
  const ofTerms = new Float64Array(terms.length);
  const ofScores = new Float64Array(scores.length);
  for (let row = 0; row < times * nodes; row += 1) {
    const node = row % nodes;
    const before = row - node;
    const edgesBefore = before / nodes * columns.length;
    for (let head = 0; head < heads; head += 1) {
      const own = row * width + head * channels;
      const target = (row * 2 + 1) * heads + head;
      // Σ α · ∂α over the node's edges, which softmax takes off each, is the gradient times what came out.
      const mean = dot(gradient, own, out, own, channels);
      for (let edge = rows[node] as number; edge < (rows[node + 1] as number); edge += 1) {
        const from = before + (columns[edge] as number);
        const source = from * 2 * heads + head;
        const told = from * width + head * channels;
        const term = edge * heads + head;
        const signed = shares[(edgesBefore + edge) * heads + head] as number;
        const part = strengthened * Math.max(signed, 0);
        const score = (scores[source] as number) + (scores[target] as number) + (terms[term] as number);
        const pull = part * dot(gradient, own, x.values, told, channels);
        const slope = (pull - Math.abs(signed) * mean) * leakySlopeAt(score);
        ofScores[source] = (ofScores[source] as number) + slope;
        ofScores[target] = (ofScores[target] as number) + slope;
        ofTerms[term] = (ofTerms[term] as number) + slope;
        for (let channel = 0; channel < channels; channel += 1) {
          gradients.values[told + channel] = (gradients.values[told + channel] as number) + part * (gradient[own + channel] as number);
        }
      }
    }
  }
  termsBack(graph, ofTerms, gradients.edges, heads);
  scoreNodesBack(sizes, x, ofScores, gradients);
};

/** Scores of every row, [(source, target) × head]: a_source · W·h and a_target · W·h. */
const scoreNodes = (
  { times, nodes, heads, channels }: AttentionSizes, { values, source, target }: GatArrays, scores: Float32Array,
): void => {
  for (let row = 0; row < times * nodes; row += 1) {
    for (let head = 0; head < heads; head += 1) {
      const [own, weight] = [(row * heads + head) * channels, head * channels];
      scores[row * 2 * heads + head] = dot(values, own, source, weight, channels);
      scores[(row * 2 + 1) * heads + head] = dot(values, own, target, weight, channels);
    }
  }
};

const scoreNodesBack = (
  { times, nodes, heads, channels }: AttentionSizes, { values, source, target }: GatArrays, ofScores: Float64Array, gradients: GatArrays,
): void => {
  const width = heads * channels;
  const [ofSource, ofTarget] = [Float64Array.from(gradients.source), Float64Array.from(gradients.target)];
  for (let row = 0; row < times * nodes; row += 1) {
    for (let at = 0; at < width; at += 1) {
      const head = Math.floor(at / channels);
      const bySource = ofScores[row * 2 * heads + head] as number;
      const byTarget = ofScores[(row * 2 + 1) * heads + head] as number;
      const value = values[row * width + at] as number;
      gradients.values[row * width + at] = (gradients.values[row * width + at] as number)
        + bySource * (source[at] as number) + byTarget * (target[at] as number);
      ofSource[at] = (ofSource[at] as number) + bySource * value;
      ofTarget[at] = (ofTarget[at] as number) + byTarget * value;
    }
  }
  gradients.source.set(ofSource);
  gradients.target.set(ofTarget);
};
