import { mulberry32 } from '@streamforge/determinism/random';
import { csrOf, type Edge } from '@streamforge/gnn/csr';
import type { Dataset } from '@streamforge/gnn/dataset';

const [NODES, ROWS, CHANNELS, HISTORY] = [7, 9, 3, 5];

const edges = (random: () => number, share: number): readonly Edge[] =>
  Array.from({ length: (NODES - 1) * NODES }, (_, at) => ({ from: at % NODES, to: Math.floor(at / NODES), weight: 2 * random() - 1 }))
    .filter(({ from, to }) => from !== to && random() < share);

/** Noise over seven nodes, of which the last has no edges, and three relations, of which one is empty. */
export const noisyMarket = (seed = 7): Dataset => {
  const random = mulberry32(seed);
  const noise = (): number => 4 * random() - 2;
  return {
    nodes: ['A:1', 'B', 'C', 'D', '</E>', 'Ω', 'alone'],
    times: Float64Array.from({ length: ROWS }, (_, row) => row * 60_000),
    channels: ['return', 'volume', 'range'],
    history: HISTORY,
    features: Float32Array.from({ length: ROWS * NODES * CHANNELS }, noise),
    present: new Uint8Array(ROWS * NODES).fill(1),
    returns: Float32Array.from({ length: ROWS * NODES }, noise),
    mean: Float64Array.from({ length: NODES }, noise),
    deviation: Float64Array.from({ length: NODES }, () => 0.5 + random()),
    relations: [
      { name: 'lead-lag', edges: csrOf(NODES, edges(random, 0.4)) },
      { name: 'correlation', edges: csrOf(NODES, edges(random, 0.5)) },
      { name: 'sector', edges: csrOf(NODES, []) },
    ],
    split: { train: { from: 0, to: 3 }, validation: { from: 4, to: 6 }, test: { from: 7, to: 9 }, purge: 1 },
  };
};
