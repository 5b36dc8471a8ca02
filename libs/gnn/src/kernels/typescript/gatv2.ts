import type { AttentionKernels } from '../attention-kernels.ts';
import { addSharesOf, dot, leaky, leakySlopeAt, softmaxOfEdges, termsBack, termsOf } from './attention-edges.ts';

export const gatv2: AttentionKernels['gatv2'] = (graph, sizes, { values, scorer, edges }, dropout, shares, out) => {
  const { rows, columns } = graph;
  const { times, nodes, heads, channels } = sizes;
  const width = heads * channels;
  const terms = termsOf(graph, edges, width);
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
          const bent = leaky((values[source + at] as number) + (values[target + at] as number) + (terms[edge * width + at] as number));
          score += (scorer[at] as number) * bent;
        }
        shares[(edgesBefore + edge) * heads + head] = score;
      }
    }
    softmaxOfEdges(shares, (edgesBefore + from) * heads, (edgesBefore + to) * heads, heads, dropout);
    addSharesOf(graph, sizes, values, 2, shares, dropout.share, row, out);
  }
};

export const gatv2Back: AttentionKernels['gatv2Back'] = (
  graph, { times, nodes, heads, channels }, { values, scorer, edges }, share, shares, out, gradient, gradients,
) => {
  const { rows, columns } = graph;
  const width = heads * channels;
  const strengthened = 1 / (1 - share);
  const terms = termsOf(graph, edges, width);
  const ofTerms = new Float64Array(terms.length);
  const ofScorer = Float64Array.from(gradients.scorer);
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
          const term = edge * width + first + channel;
          const both = (values[source + channel] as number) + (values[target + channel] as number) + (terms[term] as number);
          const back = slope * (scorer[first + channel] as number) * leakySlopeAt(both);
          ofScorer[first + channel] = (ofScorer[first + channel] as number) + slope * leaky(both);
          ofTerms[term] = (ofTerms[term] as number) + back;
          gradients.values[source + channel] = (gradients.values[source + channel] as number)
            + back + part * (gradient[own + channel] as number);
          gradients.values[target + channel] = (gradients.values[target + channel] as number) + back;
        }
      }
    }
  }
  termsBack(graph, ofTerms, gradients.edges, width);
  gradients.scorer.set(ofScorer);
};
