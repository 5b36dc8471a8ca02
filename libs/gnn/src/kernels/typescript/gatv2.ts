import type { AttentionKernels } from '../attention-kernels.ts';
import { addSharesOf, dot, leaky, leakySlopeAt, softmaxOfEdges } from './attention-edges.ts';

export const gatv2: AttentionKernels['gatv2'] = (graph, sizes, { values, scorer, edges }, dropout, shares, out) => {
  const { rows, columns, features } = graph;
  const { times, nodes, heads, channels } = sizes;
  const width = heads * channels;
  const count = edges.length / width;
  out.fill(0);
  for (let row = 0; row < times * nodes; row += 1) {
    const node = row % nodes;
    const before = row - node;
    const edgesBefore = before / nodes * columns.length;
    const [from, to] = [rows[node] as number, rows[node + 1] as number];
    const target = (row * 2 + 1) * width;
    for (let edge = from; edge < to; edge += 1) {
      const source = (before + (columns[edge] as number)) * 2 * width;
      for (let head = 0; head < heads; head += 1) {
        let score = 0;
        for (let at = head * channels; at < (head + 1) * channels; at += 1) {
          const both = (values[source + at] as number) + (values[target + at] as number);
          score += (scorer[at] as number) * leaky(both + termOf(features, edge, count, edges, at, width));
        }
        shares[(edgesBefore + edge) * heads + head] = score;
      }
    }
    softmaxOfEdges(shares, (edgesBefore + from) * heads, (edgesBefore + to) * heads, heads, dropout);
    addSharesOf(graph, sizes, values, 2, shares, dropout.share, row, out);
  }
};

export const gatv2Back: AttentionKernels['gatv2Back'] = (
  { rows, columns, features }, { times, nodes, heads, channels }, { values, scorer, edges }, share, shares, out, gradient, gradients,
) => {
  const width = heads * channels;
  const strengthened = 1 / (1 - share);
  const count = edges.length / width;
  const [ofScorer, ofEdges] = [Float64Array.from(gradients.scorer), Float64Array.from(gradients.edges)];
  for (let row = 0; row < times * nodes; row += 1) {
    const node = row % nodes;
    const before = row - node;
    const edgesBefore = before / nodes * columns.length;
    for (let head = 0; head < heads; head += 1) {
      const first = head * channels;
      const own = row * width + first;
      const target = (row * 2 + 1) * width + first;
      // Σ α · ∂α over the node's edges, which softmax takes off each, is the gradient times what came out.
      const mean = dot(gradient, own, out, own, channels);
      for (let edge = rows[node] as number; edge < (rows[node + 1] as number); edge += 1) {
        const source = (before + (columns[edge] as number)) * 2 * width + first;
        const signed = shares[(edgesBefore + edge) * heads + head] as number;
        const part = strengthened * Math.max(signed, 0);
        const slope = part * dot(gradient, own, values, source, channels) - Math.abs(signed) * mean;
        for (let channel = 0; channel < channels; channel += 1) {
          const both = (values[source + channel] as number) + (values[target + channel] as number);
          const bent = both + termOf(features, edge, count, edges, first + channel, width);
          const back = slope * (scorer[first + channel] as number) * leakySlopeAt(bent);
          ofScorer[first + channel] = (ofScorer[first + channel] as number) + slope * leaky(bent);
          gradients.values[source + channel] = (gradients.values[source + channel] as number)
            + back + part * (gradient[own + channel] as number);
          gradients.values[target + channel] = (gradients.values[target + channel] as number) + back;
          for (let k = 0; k < count; k += 1) {
            const at = k * width + first + channel;
            ofEdges[at] = (ofEdges[at] as number) + back * (features[edge * count + k] as number);
          }
        }
      }
    }
  }
  gradients.scorer.set(ofScorer);
  gradients.edges.set(ofEdges);
};

/** What the features of an edge add to one channel. */
const termOf = (features: Float32Array, edge: number, count: number, weights: Float32Array, at: number, width: number): number => {
  let sum = 0;
  for (let k = 0; k < count; k += 1) sum += (features[edge * count + k] as number) * (weights[k * width + at] as number);
  return sum;
};
