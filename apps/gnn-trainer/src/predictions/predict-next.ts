import type { GnnPrediction } from '@streamforge/contracts/events/gnn';
import { datasetOf } from '@streamforge/gnn/dataset';
import { predict } from '@streamforge/gnn/predict';
import { nextExpected } from '@streamforge/market/calendar';
import { nextOpen } from '@streamforge/market/interval';
import { applySnapshot } from '@streamforge/market/snapshot/apply';
import { barsNeeded, fieldsOf } from '@streamforge/market/snapshot/features/feature';
import { alignBars, type BarField, type BarSeries } from '@streamforge/market/snapshot/panel';
import type { LoadedModel } from '../artefact/load.ts';
import type { TrainerContext } from '../context.ts';
import { reachOf } from './reach.ts';
import { readRecent, readyTime, type RecentBars } from './recent.ts';

export interface NextPrediction extends GnnPrediction {
  /** When the newest bar that it rests on had closed, epoch milliseconds. */
  readonly madeOf: number;
}

export interface Unpredicted {
  readonly symbol: string;
  /** What follows its name in a sentence. */
  readonly why: string;
}

export interface NextPredictions {
  readonly predictions: readonly NextPrediction[];
  /** The assets of the model that are not among them. */
  readonly unpredicted: readonly Unpredicted[];
}

/** Bars that are read beyond those that one prediction needs: the newest may not be complete yet. */
const SPARE = 8;

const upTo = (time: number, { symbol, bars }: RecentBars, fields: readonly BarField[]): BarSeries => {
  const known = bars.filter(({ openTime }) => openTime <= time);
  const columns: Partial<Record<BarField, number[]>> = Object.fromEntries(fields.map((field, at) => [field, known.map(({ others }) => others[at] ?? Number.NaN)]));
  return { symbol, openTimes: known.map(({ openTime }) => openTime), closes: known.map(({ close }) => close), ...columns };
};

/** Why an asset with these bars is not predicted from those of this time. */
const whyNot = (bars: RecentBars['bars'], time: number): string => {
  const at = new Date(time).toISOString().replace('.000Z', 'Z');
  if (!bars.some(({ openTime }) => openTime === time)) return `lacks the bar of ${at}`;
  return bars.at(-1)?.openTime === time ? `lacks bars before ${at}` : `has bars after ${at} that others lack`;
};

/**
 * Predicts the next bar of each asset from the newest bars that are complete: of those with all the returns the model takes, and without a bar
 * that is newer already. Each says which records it rests on, and of every other asset it is said why there is none.
 */
export const predictNext = async (
  { config, network, version: { model, version } }: LoadedModel, { documents }: Pick<TrainerContext, 'documents'>,
): Promise<NextPredictions> => {
  const { universe, snapshot } = config;
  const { exchange, interval, calendar } = universe;
  const fields = fieldsOf(snapshot.channels);
  const recent = await readRecent(documents, universe, fields, barsNeeded(snapshot) + SPARE);
  const time = readyTime(recent, interval);
  if (time === undefined) return { predictions: [], unpredicted: recent.map(({ symbol }) => ({ symbol, why: 'has no closed bars' })) };
  const dataset = datasetOf(applySnapshot(alignBars(recent.map((bars) => upTo(time, bars, fields)), { interval, calendar }), snapshot));
  const { probabilityUp, expected } = predict(network, dataset);
  const row = (dataset.times.length - 1) * dataset.nodes.length;
  const bySymbol = new Map(recent.map((each) => [each.symbol, each.bars]));
  const barsOf = (node: number) => bySymbol.get(dataset.nodes[node] ?? '') ?? [];
  const reach = reachOf(snapshot, network.config.convolutions);
  const isPredicted = (node: number): boolean => dataset.present[row + node] === 1 && barsOf(node).at(-1)?.openTime === time;
  const predictions = dataset.nodes.flatMap((symbol, node): readonly NextPrediction[] => {
    if (!isPredicted(node)) return [];
    const basis = (reach[node] ?? []).flatMap((input) => barsOf(input).filter(({ openTime }) => openTime === time).map(({ source }) => source));
    return [{
      model, version, exchange, symbol, interval, basis,
      openTime: nextExpected(calendar, interval, time),
      probabilityUp: probabilityUp[row + node] ?? 0,
      expectedReturn: expected[row + node] ?? 0,
      madeOf: nextOpen(interval, time),
    }];
  });
  const unpredicted = dataset.nodes.flatMap((symbol, node) => isPredicted(node) ? [] : [{ symbol, why: whyNot(barsOf(node), time) }]);
  return { predictions, unpredicted };
};
