/** Whether a model beats its best baseline by more than chance. */
import { isSample, type Dataset } from '../dataset.ts';
import type { Forecast } from '../forecast.ts';
import { drawBlocks, percentileInterval, resampledSums, runningSums, type BootstrapOptions } from './bootstrap.ts';
import { evaluate } from './evaluate.ts';
import type { Interval } from './report.ts';

export interface Comparison {
  /** On the test window. */
  readonly accuracy: number;
  /** The baseline with the highest accuracy there: chosen after the fact, which is hard on the model. */
  readonly baseline: { readonly name: string; readonly accuracy: number };
  /** Accuracy of the model less that of the baseline, and the interval of that difference. */
  readonly difference: number;
  readonly interval: Interval;
  /** Whether the whole interval lies above 0. */
  readonly better: boolean;
  /** One sentence for people. */
  readonly verdict: string;
}

/**
 * Compares on the test window; the interval is that of a block bootstrap over times (bootstrap.ts).
 * Throws a RangeError when there is no sample or no baseline.
 */
export const compare = (dataset: Dataset, model: Forecast, baselines: readonly Forecast[], options: BootstrapOptions): Comparison => {
  const { test } = dataset.split;
  const { samples, accuracy } = evaluate(dataset, model, test);
  const scored = baselines.map((forecast) => ({ forecast, accuracy: evaluate(dataset, forecast, test).accuracy ?? 0 }));
  const best = scored.toSorted((a, b) => b.accuracy - a.accuracy)[0];
  if (accuracy === null || best === undefined) throw new RangeError('a comparison needs samples in the test window, and a baseline');
  const { low, high } = intervalOf(gains(dataset, model, best.forecast), options);
  const better = low > 0;
  const difference = accuracy - best.accuracy;
  const baseline = { name: best.forecast.name, accuracy: best.accuracy };
  const verdict = `${better ? 'better' : 'no better'} than ${baseline.name}: `
    + `${share(accuracy)} against ${share(baseline.accuracy)} of ${samples} directions `
    + `(difference ${points(difference)} points, interval ${points(low)} to ${points(high)})`;
  return { accuracy, baseline, difference, interval: { low, high }, better, verdict };
};

const share = (value: number): string => `${(100 * value).toFixed(2)} %`;

const points = (value: number): string => `${value < 0 ? '−' : '+'}${Math.abs(100 * value).toFixed(2)}`;

/** Per time of the test window: directions that only the model named less those that only the baseline named, and the samples. */
interface Gains {
  readonly gained: Float64Array;
  readonly samples: Float64Array;
}

const gains = (dataset: Dataset, model: Forecast, baseline: Forecast): Gains => {
  const { nodes, returns, split: { test } } = dataset;
  const gained = new Float64Array(test.to - test.from);
  const samples = new Float64Array(test.to - test.from);
  const right = ({ probabilityUp }: Forecast, at: number): number =>
    ((probabilityUp[at] as number) > 0.5) === ((returns[at] as number) > 0) ? 1 : 0;
  for (let at = test.from * nodes.length; at < test.to * nodes.length; at += 1) {
    if (!isSample(dataset, at)) continue;
    const time = Math.floor(at / nodes.length) - test.from;
    gained[time] = (gained[time] as number) + right(model, at) - right(baseline, at);
    samples[time] = (samples[time] as number) + 1;
  }
  const hasSamples = (_: number, time: number): boolean => (samples[time] as number) > 0;
  return { gained: gained.filter(hasSamples), samples: samples.filter(hasSamples) };
};

const intervalOf = ({ gained, samples }: Gains, options: BootstrapOptions): Interval => {
  const draws = drawBlocks(gained.length, options);
  const counts = resampledSums(runningSums(samples), draws);
  const differences = resampledSums(runningSums(gained), draws).map((gain, at) => gain / (counts[at] as number));
  return percentileInterval(differences, draws.confidence) ?? { low: 0, high: 0 };
};
