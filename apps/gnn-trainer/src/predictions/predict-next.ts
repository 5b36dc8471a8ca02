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

/** Bars that are read beyond those that one prediction needs: the newest may not be complete yet. */
const SPARE = 8;

const upTo = (time: number, { symbol, bars }: RecentBars, fields: readonly BarField[]): BarSeries => {
  const known = bars.filter(({ openTime }) => openTime <= time);
  const columns: Partial<Record<BarField, number[]>> = Object.fromEntries(fields.map((field, at) => [field, known.map(({ others }) => others[at] ?? Number.NaN)]));
  return { symbol, openTimes: known.map(({ openTime }) => openTime), closes: known.map(({ close }) => close), ...columns };
};

/**
 * Predicts the next bar of each asset from the newest bars that are complete: of those with all the returns the model takes, and without a bar
 * that is newer already. Each says which records it rests on.
 */
export const predictNext = async (
  { config, network, version: { model, version } }: LoadedModel, { documents }: Pick<TrainerContext, 'documents'>,
): Promise<readonly NextPrediction[]> => {
  const { universe, snapshot } = config;
  const { exchange, interval, calendar } = universe;
  const fields = fieldsOf(snapshot.channels);
  const recent = await readRecent(documents, universe, fields, barsNeeded(snapshot) + SPARE);
  const time = readyTime(recent, interval);
  if (time === undefined) return [];
  const dataset = datasetOf(applySnapshot(alignBars(recent.map((bars) => upTo(time, bars, fields)), { interval, calendar }), snapshot));
  const { probabilityUp, expected } = predict(network, dataset);
  const row = (dataset.times.length - 1) * dataset.nodes.length;
  const bySymbol = new Map(recent.map((each) => [each.symbol, each.bars]));
  const barsOf = (node: number) => bySymbol.get(dataset.nodes[node] ?? '') ?? [];
  const reach = reachOf(snapshot, network.config.convolutions);
  return dataset.nodes.flatMap((symbol, node): readonly NextPrediction[] => {
    if (dataset.present[row + node] !== 1 || barsOf(node).at(-1)?.openTime !== time) return [];
    const basis = (reach[node] ?? []).flatMap((input) => barsOf(input).filter(({ openTime }) => openTime === time).map(({ source }) => source));
    return [{
      model, version, exchange, symbol, interval, basis,
      openTime: nextExpected(calendar, interval, time),
      probabilityUp: probabilityUp[row + node] ?? 0,
      expectedReturn: expected[row + node] ?? 0,
      madeOf: nextOpen(interval, time),
    }];
  });
};
