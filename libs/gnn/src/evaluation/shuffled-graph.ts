/**
 * The same market with a graph that is wrong: what a model still reaches on it, it does not owe to who is linked to whom.
 *
 * Pairs of edges a → b, c → d become a → d, c → b, which keeps how many edges come in at and go out of every node. No new edge may be a
 * true one, of any relation (an edge of one kind would give away the other), nor link a node to itself, nor come twice. A true edge that
 * no exchange has moved takes another source where one is left, so that at least what comes in stays; where none is left it goes.
 * Source: Maslov and Sneppen, Specificity and stability in topology of protein networks (2002), for the exchanges.
 */
import type { Random } from '@streamforge/determinism/random';
import { csrOf, edgesOf, type Edge } from '../csr.ts';
import type { Dataset } from '../dataset.ts';
import { seededStream } from '../seeded-stream.ts';

/** Exchanges tried for each edge. */
const TRIES = 20;

/** The dataset with each relation shuffled; the same seed gives the same graph. */
export const withShuffledEdges = (dataset: Dataset, seed: number): Dataset => {
  const nodes = dataset.nodes.length;
  const keyOf = ({ from, to }: Pick<Edge, 'from' | 'to'>): number => from * nodes + to;
  const truth = new Set(dataset.relations.flatMap(({ edges }) => edgesOf(edges).map(keyOf)));
  const relations = dataset.relations.map(({ name, edges }, index) => {
    const random = seededStream(seed, index);
    const moved = replaced(exchanged(edgesOf(edges), truth, nodes, random), truth, nodes, random);
    return { name, edges: csrOf(nodes, moved) };
  });
  return { ...dataset, relations };
};

const exchanged = (given: readonly Edge[], truth: ReadonlySet<number>, nodes: number, random: Random): readonly Edge[] => {
  const edges = [...given];
  const taken = new Set(edges.map(({ from, to }) => from * nodes + to));
  for (let tried = 0; tried < TRIES * edges.length; tried += 1) {
    const [i, j] = [Math.floor(random() * edges.length), Math.floor(random() * edges.length)];
    const [one, other] = [edges[i] as Edge, edges[j] as Edge];
    const made = [{ ...one, to: other.to }, { ...other, to: one.to }];
    const keys = made.map(({ from, to }) => from * nodes + to);
    if (i === j || made.some(({ from, to }) => from === to) || keys.some((key) => truth.has(key) || taken.has(key))) continue;
    taken.delete(one.from * nodes + one.to);
    taken.delete(other.from * nodes + other.to);
    for (const key of keys) taken.add(key);
    [edges[i], edges[j]] = made as [Edge, Edge];
  }
  return edges;
};

const replaced = (edges: readonly Edge[], truth: ReadonlySet<number>, nodes: number, random: Random): readonly Edge[] => {
  const taken = new Set(edges.map(({ from, to }) => from * nodes + to));
  return edges.flatMap((edge): readonly Edge[] => {
    const { from, to } = edge;
    if (!truth.has(from * nodes + to)) return [edge];
    const free = Array.from({ length: nodes }, (_, node) => node)
      .filter((node) => node !== to && !truth.has(node * nodes + to) && !taken.has(node * nodes + to));
    const source = free[Math.floor(random() * free.length)];
    if (source === undefined) return [];
    taken.add(source * nodes + to);
    return [{ ...edge, from: source }];
  });
};
