/** Whether a studied model beats its best baseline by more than chance and more than the number of tries explains. */
import { percentileInterval, widened, type Draws } from './bootstrap.ts';
import { resampled, type Resampled } from './estimate.ts';
import { accuracy, ic, rankIc, type Figure } from './figures.ts';
import { tracksOf, type Tested } from './forecast-report.ts';
import type { Against, DecidingMeasure, StudyComparison, SuspectedLeak } from './report.ts';

export interface ComparisonSettings {
  readonly measure: DecidingMeasure;
  readonly configurations: number;
  readonly draws: Draws;
  readonly seed: number;
  readonly costBps: number;
  readonly suspectedLeaks: readonly SuspectedLeak[];
}

const deciding: Readonly<Record<DecidingMeasure, Figure>> = { accuracy, ic, rankIc };

/**
 * Compares time by time on all test windows: model and baseline see the same resampled times. The best baseline is chosen after the fact,
 * which is hard on the model; the interval widens with the configurations tried (see `widened`). Throws a RangeError without a sample or
 * a baseline.
 */
export const studyComparison = (
  model: Tested, baselines: readonly Tested[], shuffled: Tested | undefined, settings: ComparisonSettings,
): StudyComparison => {
  const { measure, draws, seed, costBps, configurations, suspectedLeaks } = settings;
  const of = (tested: Tested, index: number): Resampled => resampled(tracksOf(tested, costBps), deciding[measure], draws, seed + index);
  const own = of(model, 0);
  const against = (tested: Tested, index: number): Against => {
    const other = of(tested, index + 1);
    // A forecast without a defined correlation orders nothing: it is worth 0.
    const value = other.value ?? 0;
    const difference = (own.value ?? 0) - value;
    const gains = own.samples.map((sample, at) => sample - (other.value === null ? 0 : other.samples[at] as number));
    const interval = percentileInterval(gains, draws.confidence) ?? { low: difference, high: difference };
    return { name: tested.name, value, difference, interval: widened(difference, interval, draws.confidence, configurations) };
  };
  const compared = baselines.map(against).toSorted((a, b) => b.value - a.value);
  const [baseline] = compared;
  if (baseline === undefined || !model.bySeed.some(({ results }) => results.some(({ samples }) => samples.some((count) => count > 0)))) {
    throw new RangeError('a comparison needs samples in the test windows, and a baseline');
  }
  const beside = shuffled === undefined ? null : against(shuffled, baselines.length);
  const leak = suspectedLeaks.find(({ name, fold }) => name === model.name && fold === null);
  const better = own.value !== null && baseline.interval.low > 0 && leak === undefined;
  const value = own.value ?? 0;
  return {
    measure, value, baseline, baselines: compared, shuffled: beside, better,
    verdict: `${headline(better, baseline, leak)}: ${told(value, baseline, settings)}${ofGraph(beside, better, measure)}`,
  };
};

const headline = (better: boolean, { name }: Against, leak: SuspectedLeak | undefined): string => {
  if (leak === undefined) return `${better ? 'better' : 'no better'} than ${name}`;
  const { accuracy: named, limit } = leak;
  return `suspected leak (${share(named)} of directions, and no real market gives away more than ${share(limit)}), so no better than ${name}`;
};

const told = (value: number, { value: other, difference, interval }: Against, { measure, configurations }: ComparisonSettings): string => {
  const [shown, unit] = shownAs[measure];
  const tries = configurations > 1 ? `, widened for ${configurations} configurations tried` : '';
  return `${shown(value)} against ${shown(other)}${unit.of} (difference ${gain(measure, difference)}${unit.points}, `
    + `interval ${gain(measure, interval.low)} to ${gain(measure, interval.high)}${tries})`;
};

const ofGraph = (shuffled: Against | null, better: boolean, measure: DecidingMeasure): string => {
  if (!better || shuffled === null || shuffled.interval.low > 0) return '';
  return `; but not owing to its graph: ${shownAs[measure][0](shuffled.value)} with a shuffled one`;
};

const share = (value: number): string => `${(100 * value).toFixed(2)} %`;

const correlation = (value: number): string => value.toFixed(4).replace('-', '−');

type Shown = readonly [(value: number) => string, { readonly of: string; readonly points: string }];

const shownAs: Readonly<Record<DecidingMeasure, Shown>> = {
  accuracy: [share, { of: ' of directions', points: ' points' }],
  ic: [correlation, { of: ' mean IC', points: '' }],
  rankIc: [correlation, { of: ' mean RankIC', points: '' }],
};

const gain = (measure: DecidingMeasure, value: number): string => {
  const size = measure === 'accuracy' ? Math.abs(100 * value).toFixed(2) : Math.abs(value).toFixed(4);
  return `${value < 0 ? '−' : '+'}${size}`;
};
