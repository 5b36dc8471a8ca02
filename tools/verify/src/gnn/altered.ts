/** Datasets in which something is wrong on purpose, to see what an evaluation says of them. */
import { mulberry32 } from '@streamforge/determinism/random';
import type { Dataset, Rows } from '@streamforge/gnn/dataset';

/**
 * Outcomes of other times: within each window all nodes together take those of a time drawn without repeating, so that they still go
 * up and down together as often as they did, and features say nothing of them.
 */
export const withShuffledOutcomes = (dataset: Dataset, seed: number): Dataset => {
  const { nodes, returns, split } = dataset;
  const random = mulberry32(seed);
  const shuffled = returns.slice();
  for (const { from, to } of [split.train, split.validation, split.test]) {
    for (const [index, row] of shuffledRows({ from, to }, random).entries()) {
      shuffled.set(returns.subarray(row * nodes.length, (row + 1) * nodes.length), (from + index) * nodes.length);
    }
  }
  return { ...dataset, returns: shuffled };
};

const shuffledRows = ({ from, to }: Rows, random: () => number): readonly number[] =>
  Array.from({ length: to - from }, (_, index) => ({ row: from + index, key: random() })).toSorted((a, b) => a.key - b.key).map(({ row }) => row);

/** Deviations of noise over the future that leaks, so that it does not give itself away by being perfect. */
const NOISE = 2;

/** The same data with one channel more, in which every sample finds a noisy copy of its own outcome: a leak. */
export const withFutureFeature = (dataset: Dataset, seed: number): Dataset => {
  const { nodes, channels, features, returns, mean, deviation } = dataset;
  const random = mulberry32(seed);
  const width = channels.length + 1;
  const leaking = new Float32Array(returns.length * width);
  for (let at = 0; at < returns.length; at += 1) {
    leaking.set(features.subarray(at * channels.length, (at + 1) * channels.length), at * width);
    const scale = deviation[at % nodes.length] as number;
    const outcome = returns[at] as number;
    const future = Number.isNaN(outcome) || scale === 0 ? 0 : Math.max(-8, Math.min(8, (outcome - (mean[at % nodes.length] as number)) / scale));
    leaking[(at + 1) * width - 1] = (future + NOISE * (random() + random() + random() + random() - 2) * Math.sqrt(3)) / Math.hypot(1, NOISE);
  }
  return { ...dataset, channels: [...channels, 'future'], features: leaking };
};
