/** What models expect of an asset, how the newest forecasts turned out, and what each model is worth against its baseline. */
import type { DocumentStore } from '@streamforge/document-store/port';
import type { LedgerReader } from '@streamforge/ledger/reader';
import type { LedgerPrediction } from '@streamforge/ledger/rows';
import { nextOpen } from '@streamforge/market/interval';
import type { ModelVersion } from '@streamforge/model-registry/entities';
import type { Registry } from '@streamforge/model-registry/registry';
import type { KnownAsset } from '../question/assets-named.ts';
import type { Evidence } from './evidence.ts';
import { percent, signedPercent, simpleOfLog, timeText } from './figures.ts';
import { seriesOfAsset } from './series-of-asset.ts';

/** Newest predictions of an asset and interval that are told. */
const MOST_PREDICTIONS = 3;
/** Intervals of an asset that are looked at, the finest first. */
const MOST_INTERVALS = 4;

export interface PredictionStores {
  readonly ledger: Pick<LedgerReader, 'predictions' | 'scores'>;
  readonly registry: Pick<Registry, 'version'>;
  readonly documents: Pick<DocumentStore, 'series'>;
}

const newestOfAsset = async (stores: PredictionStores, { exchange, symbol }: KnownAsset): Promise<readonly LedgerPrediction[]> => {
  const series = await seriesOfAsset(stores.documents, { exchange, symbol });
  const intervals = series.map(({ interval }) => interval).slice(0, MOST_INTERVALS);
  const found = await Promise.all(intervals.map((interval) =>
    stores.ledger.predictions({ exchange, symbol, interval, limit: MOST_PREDICTIONS })));
  return found.flat();
};

/** The newest predictions of these assets together, newest first. */
export const predictionEvidence = async (stores: PredictionStores, assets: readonly KnownAsset[]): Promise<readonly Evidence[]> => {
  const found = await Promise.all(assets.map((asset) => newestOfAsset(stores, asset)));
  const newest = found.flat().toSorted((a, b) => b.openTime - a.openTime).slice(0, MOST_PREDICTIONS);
  return await Promise.all(newest.map(async (one): Promise<Evidence> => ({
    kind: 'prediction',
    title: `${one.model} version ${one.version} on ${one.symbol}, ${one.interval} bar of ${timeText(one.openTime)}`,
    text: `${expectationOf(one)} ${outcomeOf(one)} ${await worthOf(stores, one)}`.trim(),
    source: one.source,
  })));
};

const expectationOf = ({ model, version, exchange, symbol, interval, openTime, probabilityUp, expectedReturn }: LedgerPrediction): string =>
  `${model} version ${version} gives ${symbol} on ${exchange} ${percent(probabilityUp)} to close higher in the ${interval} bar `
  + `from ${timeText(openTime)} to ${timeText(nextOpen(interval, openTime))}, `
  + `and expects a return of ${signedPercent(simpleOfLog(expectedReturn))}.`;

const outcomeOf = ({ score }: LedgerPrediction): string => score === null
  ? 'How it turned out is not known yet.'
  : `It turned out ${score.right ? 'right' : 'wrong'}: the bar closed at ${score.close} after ${score.previousClose}.`;

/** What the model was worth when it was trained, and how its published predictions did since. */
const worthOf = async ({ registry, ledger }: PredictionStores, { model, version }: LedgerPrediction): Promise<string> => {
  const [trained, scores] = await Promise.all([registry.version(model, version), ledger.scores(model)]);
  const live = scores.find((one) => one.version === version);
  return [
    ...trained === undefined ? [] : [inTest(trained)],
    ...live === undefined || live.accuracy === null
      ? []
      : [`Of ${live.scored} published predictions that are known by now ${percent(live.accuracy)} were right.`],
  ].join(' ');
};

const inTest = ({ accuracy, baseline, better }: ModelVersion): string =>
  `In its test it was right in ${percent(accuracy)}, the baseline ${baseline.name} in ${percent(baseline.accuracy)}: `
  + `it is ${better ? 'better' : 'no better'} than that.`;
