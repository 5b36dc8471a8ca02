/** Forecasts that need no training worth the name. Whoever can't beat them has learned nothing. */
import { isSample, type Dataset } from '../../dataset.ts';
import type { Forecast } from '../../forecast.ts';

/** Always the direction that was more frequent in training, with its share there. */
export const majority = (dataset: Dataset): Forecast => {
  const { split, mean, nodes, returns } = dataset;
  let up = 0;
  let samples = 0;
  for (let at = split.train.from * nodes.length; at < split.train.to * nodes.length; at += 1) {
    if (!isSample(dataset, at)) continue;
    samples += 1;
    if ((returns[at] as number) > 0) up += 1;
  }
  return {
    name: 'majority',
    probabilityUp: new Float32Array(returns.length).fill(samples === 0 ? 0.5 : up / samples),
    expected: Float32Array.from({ length: returns.length }, (_, at) => mean[at % nodes.length] as number),
  };
};

/** The next bar goes where the last one went. */
export const persistence = (dataset: Dataset): Forecast => following(dataset, 'persistence', 1);

/** The next bar takes back what the last one did. */
export const reversal = (dataset: Dataset): Forecast => following(dataset, 'reversal', -1);

/** A rule says "up" with the confidence of its hit rate in training, never below ½, so that it does not turn into its opposite. */
const LEAST = 0.5 + 1e-6;

const following = (dataset: Dataset, name: string, sign: 1 | -1): Forecast => {
  const { features, channels, mean, deviation, split, nodes, returns } = dataset;
  const expected = Float32Array.from({ length: returns.length }, (_, at) => {
    const node = at % nodes.length;
    return sign * ((mean[node] as number) + (deviation[node] as number) * (features[at * channels.length] as number));
  });
  let right = 0;
  let samples = 0;
  for (let at = split.train.from * nodes.length; at < split.train.to * nodes.length; at += 1) {
    if (!isSample(dataset, at)) continue;
    samples += 1;
    if (((expected[at] as number) > 0) === ((returns[at] as number) > 0)) right += 1;
  }
  const confidence = Math.max(LEAST, samples === 0 ? 0 : right / samples);
  return { name, expected, probabilityUp: expected.map((value) => value > 0 ? confidence : 1 - confidence) };
};
