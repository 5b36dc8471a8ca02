import type { CoordinatesOfRecord } from '@streamforge/contracts/events/coordinates';
import type { Interval } from '@streamforge/contracts/interval';
import type { Kysely, Selectable } from '@streamforge/relational/port';
import { predictedSeries } from '../predictions.ts';
import type { PredictionQuery } from '../reader.ts';
import { sourceOf } from '../recorded.ts';
import type { LedgerPrediction, ModelScores, PredictionScore } from '../rows.ts';
import type { LedgerTables } from '../tables.ts';

type Row = Selectable<LedgerTables['ledger_predictions']>;

const scoreOf = ({ previous_close: previousClose, close, up, hit, brier, log_return: logReturn }: Row): PredictionScore | null =>
  (previousClose === null || close === null || up === null || hit === null || brier === null || logReturn === null
    ? null
    : { previousClose, close, up, right: hit, brier, logReturn });

const predictionOf = (row: Row): LedgerPrediction => ({
  model: row.model, version: row.version, exchange: row.exchange, symbol: row.symbol, interval: row.interval as Interval,
  openTime: row.open_time, probabilityUp: row.probability_up, expectedReturn: row.expected_return,
  basis: JSON.parse(row.basis) as readonly CoordinatesOfRecord[],
  source: sourceOf(row),
  score: scoreOf(row),
});

/** Newest bar first; those about one bar by model and version. */
export const predictionsOf = async (database: Kysely<LedgerTables>, query: PredictionQuery): Promise<readonly LedgerPrediction[]> => {
  const { openTime, before, model, version } = query;
  const rows = await database.selectFrom('ledger_predictions').selectAll().where('series', '=', predictedSeries(query))
    .$if(openTime !== undefined, (of) => of.where('open_time', '=', openTime ?? 0))
    .$if(before !== undefined, (of) => of.where('open_time', '<', before ?? 0))
    .$if(model !== undefined, (of) => of.where('model', '=', model ?? ''))
    .$if(version !== undefined, (of) => of.where('version', '=', version ?? 0))
    .orderBy('open_time', 'desc').orderBy('model').orderBy('version').limit(query.limit).execute();
  return rows.map(predictionOf);
};

const mean = (sum: number, count: number): number | null => (count === 0 ? null : sum / count);

/** How each version of a model did. */
export const scoresOf = async (database: Kysely<LedgerTables>, model: string): Promise<readonly ModelScores[]> => {
  const rows = await database.selectFrom('ledger_predictions').select(['version', 'probability_up', 'hit', 'brier', 'log_return'])
    .where('model', '=', model).orderBy('version').orderBy('series').orderBy('open_time').execute();
  return [...Map.groupBy(rows, ({ version }) => version)].map(([version, made]): ModelScores => {
    let [scored, right, brier, returns] = [0, 0, 0, 0];
    for (const row of made) {
      if (row.hit === null) continue;
      scored += 1;
      right += row.hit ? 1 : 0;
      brier += row.brier ?? 0;
      returns += (row.log_return ?? 0) * (row.probability_up > 0.5 ? 1 : -1);
    }
    return {
      model, version, scored, right,
      predictions: made.length,
      accuracy: mean(right, scored), brier: mean(brier, scored), meanReturn: mean(returns, scored),
    };
  });
};
