import { mulberry32 } from '@streamforge/determinism/random';
import { describe, expect, it } from 'vitest';
import { csrOf, edgesOf, type Edge } from '../../src/csr.ts';
import type { Dataset } from '../../src/dataset.ts';
import { withShuffledEdges } from '../../src/evaluation/shuffled-graph.ts';
import { coins } from '../coins.ts';

const NODES = 40;

const graph = (seed: number, perNode: number): readonly Edge[] => {
  const random = mulberry32(seed);
  return Array.from({ length: NODES }, (_, to) => {
    const sources = new Set<number>();
    while (sources.size < perNode) {
      const from = Math.floor(random() * NODES);
      if (from !== to) sources.add(from);
    }
    return [...sources].map((from) => ({ from, to, weight: random() - 0.5 }));
  }).flat();
};

const market = (...relations: readonly (readonly Edge[])[]): Dataset =>
  ({ ...coins(10, NODES), relations: relations.map((edges, index) => ({ name: `r${index}`, edges: csrOf(NODES, edges) })) });

const edgesIn = ({ relations }: Dataset, index: number): readonly Edge[] => edgesOf(relations[index]?.edges ?? csrOf(0, []));
const keys = (edges: readonly Edge[]): readonly string[] => edges.map(({ from, to }) => `${from}>${to}`);
const degrees = (edges: readonly Edge[], of: 'from' | 'to'): readonly number[] =>
  Array.from({ length: NODES }, (_, node) => edges.filter((edge) => edge[of] === node).length);

describe('a shuffled graph', () => {
  const [first, second] = [graph(1, 3), graph(2, 4)];
  const dataset = market(first, second);

  it('has no true edge of any relation, none twice, and none to itself', () => {
    for (let seed = 0; seed < 20; seed += 1) {
      const shuffled = withShuffledEdges(dataset, seed);
      const truth = new Set([...keys(first), ...keys(second)]);
      for (const index of [0, 1]) {
        const edges = edgesIn(shuffled, index);
        expect(keys(edges).filter((key) => truth.has(key))).toEqual([]);
        expect(new Set(keys(edges)).size).toBe(edges.length);
        expect(edges.every(({ from, to }) => from !== to)).toBe(true);
      }
    }
  });

  it('keeps how many edges come in and go out of every node, and their weights', () => {
    for (let seed = 0; seed < 20; seed += 1) {
      for (const [index, edges] of [first, second].entries()) {
        const shuffled = edgesIn(withShuffledEdges(dataset, seed), index);
        expect(degrees(shuffled, 'to')).toEqual(degrees(edges, 'to'));
        expect(degrees(shuffled, 'from')).toEqual(degrees(edges, 'from'));
        const weights = (of: readonly Edge[]): readonly number[] => of.map(({ weight }) => Math.fround(weight)).toSorted();
        expect(weights(shuffled)).toEqual(weights(edges));
      }
    }
  });

  it('is the same for the same seed, and another for another', () => {
    expect(withShuffledEdges(dataset, 7)).toEqual(withShuffledEdges(dataset, 7));
    expect(keys(edgesIn(withShuffledEdges(dataset, 7), 0))).not.toEqual(keys(edgesIn(withShuffledEdges(dataset, 8), 0)));
  });

  it('gives up degrees before truth: a star takes other sources, and a complete graph has none left', () => {
    const star = Array.from({ length: NODES - 1 }, (_, at) => ({ from: 0, to: at + 1, weight: 1 }));
    const shuffled = edgesIn(withShuffledEdges(market(star), 1), 0);
    expect(degrees(shuffled, 'to')).toEqual(degrees(star, 'to'));
    expect(shuffled.every(({ from }) => from !== 0)).toBe(true);
    const complete = Array.from({ length: NODES }, (_, to) => Array.from({ length: NODES }, (_each, from) => ({ from, to, weight: 1 })))
      .flat().filter(({ from, to }) => from !== to);
    expect(edgesIn(withShuffledEdges(market(complete), 1), 0)).toEqual([]);
    expect(edgesIn(withShuffledEdges(market([]), 1), 0)).toEqual([]);
  });
});
