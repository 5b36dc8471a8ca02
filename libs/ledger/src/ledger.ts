/** The write side of the ledger: what roi-logger does to it. Every call is whole or not at all, and durable when it resolves. */
import type { Action } from '@streamforge/contracts/events/agent';
import type { GnnPrediction } from '@streamforge/contracts/events/gnn';
import type { Relational, Transaction } from '@streamforge/relational/port';
import { keepActions } from './actions.ts';
import { bookFills, type FillBatch } from './book-fills.ts';
import { keepPoints, type PointStretch } from './points.ts';
import { keepPredictions, keepScores, predictionsAbout, type MadePrediction, type ScoredPrediction } from './predictions.ts';
import type { Kept, Recorded } from './recorded.ts';
import { fillsAfter, holdersOf, priceAt, readStanding, type FillChange, type Holder, type Moment, type Standing, type StandingAsset } from './standing.ts';
import { steps, tableOwner } from './steps.ts';
import type { LedgerTables } from './tables.ts';

export interface Ledger {
  /**
   * Books fills of one partition, in its order, matching each at its event time; what later fills closed, lots, sums and the consumed position
   * change together. Rejects with RetryableError `LEDGER_OUTDATED` or `REBUILD_UNFINISHED` while the ledger is to be made again.
   */
  book(batch: FillBatch): Promise<readonly Kept[]>;
  keepActions(actions: readonly Recorded<Action>[]): Promise<readonly Kept[]>;
  keepPredictions(predictions: readonly Recorded<GnnPrediction>[]): Promise<readonly Kept[]>;
  /** Accounts that have or had any of these assets (`exchange:symbol`). */
  holdersOf(assets: readonly string[]): Promise<readonly Holder[]>;
  /** What an account amounts to; undefined without fills. */
  standing(account: string): Promise<Standing | undefined>;
  /** Fills after a moment in the order in which they count, a page of them. */
  fillsAfter(account: string, after: Moment): Promise<readonly FillChange[]>;
  /** Price of the last fill of an asset at or before a time. */
  priceAt(account: string, asset: Pick<StandingAsset, 'exchange' | 'symbol'>, time: number): Promise<string | undefined>;
  /** Writes the points of a stretch; false, and nothing, where the account has changed since its version was read. */
  keepPoints(stretch: PointStretch): Promise<boolean>;
  /** Predictions about bars of these series that open at or after a time, and at or before another. */
  predictionsAbout(series: readonly string[], from: number, to: number): Promise<readonly MadePrediction[]>;
  /** Writes scores; answers the predictions that somebody scored meanwhile. */
  keepScores(scored: readonly ScoredPrediction[]): Promise<readonly MadePrediction[]>;
}

/** Opens the ledger; makes its tables where they are missing. */
export const openLedger = async (relational: Relational): Promise<Ledger> => {
  await relational.migrate(tableOwner, steps);
  const tables = relational.query<LedgerTables>();
  const whole = <Result>(work: (trx: Transaction<LedgerTables>) => Promise<Result>): Promise<Result> => relational.transaction(work);
  return {
    book: async (batch) => await whole((trx) => bookFills(trx, batch)),
    keepActions: async (actions) => await whole((trx) => keepActions(trx, actions)),
    keepPredictions: async (predictions) => await whole((trx) => keepPredictions(trx, predictions)),
    holdersOf: (assets) => holdersOf(tables, assets),
    standing: (account) => readStanding(tables, account),
    fillsAfter: (account, after) => fillsAfter(tables, account, after),
    priceAt: (account, asset, time) => priceAt(tables, account, asset, time),
    keepPoints: async (stretch) => await whole((trx) => keepPoints(trx, stretch)),
    predictionsAbout: (series, from, to) => predictionsAbout(tables, series, from, to),
    keepScores: async (scored) => await whole((trx) => keepScores(trx, scored)),
  };
};
