/** Features as small whole numbers, so that a tree counts instead of sorting. */
import type { Dataset } from '../../../dataset.ts';

/** Bins of a channel; they hold about as many training values each. */
export const BINS = 64;

/** Values of each channel that its bounds are taken from. */
const LOOKED_AT = 50_000;

/**
 * Every feature's bin, [time × node × channel]. A channel's bounds are quantiles of the training samples' newest values alone; equal values
 * share a bin.
 */
export const binned = ({ features, channels: { length: channels } }: Dataset, train: Int32Array): Uint8Array => {
  const every = Math.max(1, Math.ceil(train.length / LOOKED_AT));
  const seen = train.filter((_, index) => index % every === 0);
  const out = new Uint8Array(features.length);
  for (let channel = 0; channel < channels; channel += 1) {
    const values = Float32Array.from(seen, (at) => features[at * channels + channel] as number).toSorted();
    const bounds = [...new Set(Array.from({ length: BINS - 1 }, (_, bin) => values[Math.floor((bin + 1) / BINS * values.length)] ?? 0))];
    for (let at = channel; at < features.length; at += channels) out[at] = binOf(features[at] as number, bounds);
  }
  return out;
};

/** How many bounds lie below the value. */
const binOf = (value: number, bounds: readonly number[]): number => {
  let [low, high] = [0, bounds.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((bounds[middle] as number) < value) low = middle + 1;
    else high = middle;
  }
  return low;
};
