/** What baselines see of a sample: every channel of every step of the node itself, the oldest step first, and nothing of its neighbours. */
import { inputWidth, isSample, type Dataset, type Rows } from '../../dataset.ts';

/** Samples of these rows, as indices into [time × node]. Their whole history lies within the dataset. */
export const samplesOf = (dataset: Dataset, rows: Rows): Int32Array => {
  const { nodes, history } = dataset;
  const found: number[] = [];
  for (let at = Math.max(rows.from, history - 1) * nodes.length; at < rows.to * nodes.length; at += 1) {
    if (isSample(dataset, at)) found.push(at);
  }
  return Int32Array.from(found);
};

/** How far each input lies from the sample's own place, `at × channels`, in [time × node × channel]. */
export const inputOffsets = ({ nodes, channels: { length: channels }, history }: Dataset): Int32Array =>
  Int32Array.from({ length: inputWidth({ history, channels: Array.from<string>({ length: channels }) }) }, (_, input) => {
    const step = Math.floor(input / channels);
    return input % channels - (history - 1 - step) * nodes.length * channels;
  });
