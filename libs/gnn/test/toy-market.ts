import { mulberry32 } from '@streamforge/determinism/random';
import { csrOf } from '../src/csr.ts';
import type { Dataset } from '../src/dataset.ts';

export interface Toy {
  readonly bars?: number;
  readonly seed?: number;
  /** Samples whose outcome is unknown. */
  readonly missing?: readonly number[];
}

const NODES = 4;
const HISTORY = 2;

/** Four nodes; node 0 moves at random, and the others do one bar later what node 0 did, and some noise. */
export const toyMarket = ({ bars = 240, seed = 11, missing = [] }: Toy = {}): Dataset => {
  const random = mulberry32(seed);
  const moves = new Float64Array((bars + 2) * NODES);
  for (let at = NODES; at < moves.length; at += 1) {
    const noise = 2 * random() - 1;
    moves[at] = at % NODES === 0 ? noise : (moves[at - NODES - at % NODES] as number) + 0.5 * noise;
  }
  const samples = bars * NODES;
  const features = Float32Array.from({ length: samples }, (_, at) => moves[at + NODES] as number);
  const returns = Float32Array.from({ length: samples }, (_, at) =>
    missing.includes(at) ? Number.NaN : 0.01 * (moves[at + 2 * NODES] as number));
  const led = [1, 2, 3].map((to) => ({ from: 0, to, weight: 0.9 }));
  const cut = (share: number): number => Math.floor(share * bars);
  return {
    nodes: ['A', 'B', 'C', 'D'],
    times: Float64Array.from({ length: bars }, (_, row) => row * 60_000),
    channels: ['return'],
    history: HISTORY,
    features,
    present: new Uint8Array(samples).fill(1),
    returns,
    mean: new Float64Array(NODES),
    deviation: new Float64Array(NODES).fill(0.01),
    relations: [{ name: 'lead-lag', edges: csrOf(NODES, led) }, { name: 'correlation', edges: csrOf(NODES, []) }],
    split: {
      train: { from: 0, to: cut(0.6) }, validation: { from: cut(0.62), to: cut(0.8) }, test: { from: cut(0.82), to: bars }, purge: 3,
    },
  };
};
