/** Predictions as they were made, and what became of them. */
import { canonicalJson } from '@streamforge/codec/canonical';
import type { GnnPrediction } from '@streamforge/contracts/events/gnn';
import { decimal, insertable } from '@streamforge/relational/columns';
import type { Kysely } from '@streamforge/relational/port';
import { digestOf } from './book-fills.ts';
import { firstOfEach, verdicts } from './keep-first.ts';
import { sourceOf, type Kept, type Recorded } from './recorded.ts';
import type { PredictionScore } from './rows.ts';
import type { LedgerTables } from './tables.ts';

/** `exchange:symbol:interval`: which bars a prediction is about. */
export const predictedSeries = ({ exchange, symbol, interval }: Pick<GnnPrediction, 'exchange' | 'symbol' | 'interval'>): string =>
  `${exchange}:${symbol}:${interval}`;

interface PredictionKey {
  readonly model: string;
  readonly version: number;
  readonly series: string;
  readonly openTime: number;
}

/** A prediction that can be scored. */
export interface MadePrediction extends PredictionKey {
  readonly probabilityUp: number;
  /** As it was before the bars were read. */
  readonly revision: number;
}

export interface ScoredPrediction {
  readonly prediction: MadePrediction;
  /** Null where the bars that it needs are not there. */
  readonly score: PredictionScore | null;
}

const nameOf = ({ model, version, series, openTime }: PredictionKey): string => `${model}:${version}:${series}:${openTime}`;

/** Keeps predictions; says of each what became of it. What it looked at is no part of its identity: only what it says is. */
export const keepPredictions = async (
  database: Kysely<LedgerTables>, predictions: readonly Recorded<GnnPrediction>[],
): Promise<readonly Kept[]> => {
  const items = predictions.map((record) => {
    const { model, version, openTime, probabilityUp, expectedReturn } = record.value;
    const key = { model, version, openTime, series: predictedSeries(record.value) };
    return { record, key, name: nameOf(key), digest: digestOf({ probabilityUp, expectedReturn }) };
  });
  const inserted = new Set<string>();
  const digests = new Map<string, string>();
  for (const slice of insertable(firstOfEach(items), 21)) {
    const rows = await database.insertInto('ledger_predictions').values(slice.map(({ record, key: { model, version, series, openTime }, digest }) => {
      const { exchange, symbol, interval, probabilityUp, expectedReturn, basis } = record.value;
      return {
        model, version, series, exchange, symbol, interval, digest,
        open_time: openTime, probability_up: probabilityUp, expected_return: expectedReturn, basis: canonicalJson(basis),
        previous_close: null, close: null, up: null, hit: null, brier: null, log_return: null, revision: 0,
        ...sourceOf(record),
      };
    })).onConflict((conflict) => conflict.doNothing()).returning(['model', 'version', 'series', 'open_time as openTime']).execute();
    for (const row of rows) inserted.add(nameOf(row));
    const times = slice.map(({ key }) => key.openTime);
    const stored = await database.selectFrom('ledger_predictions').select(['model', 'version', 'series', 'open_time as openTime', 'digest'])
      .where('series', 'in', [...new Set(slice.map(({ key }) => key.series))])
      .where('open_time', '>=', Math.min(...times)).where('open_time', '<=', Math.max(...times)).execute();
    for (const row of stored) digests.set(nameOf(row), row.digest);
  }
  return verdicts(items, digests, inserted);
};

/** Predictions about bars of these series that open at or after a time, and at or before another. */
export const predictionsAbout = async (
  database: Kysely<LedgerTables>, series: readonly string[], from: number, to: number,
): Promise<readonly MadePrediction[]> =>
  await database.selectFrom('ledger_predictions')
    .select(['model', 'version', 'series', 'open_time as openTime', 'probability_up as probabilityUp', 'revision'])
    .where('series', 'in', series).where('open_time', '>=', from).where('open_time', '<=', to).execute();

/** Writes scores; answers the predictions that somebody scored meanwhile, which are to be read and scored again. */
export const keepScores = async (database: Kysely<LedgerTables>, scored: readonly ScoredPrediction[]): Promise<readonly MadePrediction[]> => {
  const overtaken: MadePrediction[] = [];
  for (const { prediction, score } of scored) {
    const { model, version, series, openTime, revision } = prediction;
    const { numUpdatedRows } = await database.updateTable('ledger_predictions').set({
      previous_close: score === null ? null : decimal(score.previousClose),
      close: score === null ? null : decimal(score.close),
      up: score?.up ?? null,
      hit: score?.right ?? null,
      brier: score?.brier ?? null,
      log_return: score?.logReturn ?? null,
      revision: revision + 1,
    }).where('model', '=', model).where('version', '=', version).where('series', '=', series).where('open_time', '=', openTime)
      .where('revision', '=', revision).executeTakeFirst();
    if (numUpdatedRows !== 1n) overtaken.push(prediction);
  }
  return overtaken;
};
