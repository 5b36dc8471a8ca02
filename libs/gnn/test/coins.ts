import { mulberry32 } from '@streamforge/determinism/random';
import type { Dataset } from '../src/dataset.ts';

/** A market of chance: features that say nothing of outcomes, split at 0.5 and 0.7 of all bars. */
export const coins = (times: number, nodes: number, { seed = 1, channels = ['return'], history = 1 }: {
  readonly seed?: number; readonly channels?: readonly string[]; readonly history?: number;
} = {}): Dataset => {
  const random = mulberry32(seed);
  const [first, second] = [Math.floor(0.5 * times), Math.floor(0.7 * times)];
  return {
    nodes: Array.from({ length: nodes }, (_, node) => `N${node}`), times: Float64Array.from({ length: times }, (_, at) => at * 60_000),
    channels, history, features: Float32Array.from({ length: times * nodes * channels.length }, () => 2 * random() - 1),
    present: new Uint8Array(times * nodes).fill(1), returns: Float32Array.from({ length: times * nodes }, () => 0.02 * (random() - 0.5)),
    mean: new Float64Array(nodes), deviation: new Float64Array(nodes).fill(0.01), relations: [],
    split: { train: { from: history, to: first }, validation: { from: first, to: second }, test: { from: second, to: times }, purge: 0 },
  };
};
