/** The read side of the ledger, for the gateway, the adapter and the command line. */
import type { LotMethod } from '@streamforge/contracts/events/roi';
import type { Interval } from '@streamforge/contracts/interval';
import type { AccountFigures, AccountSummary, EquityPoint, LedgerAction, LedgerFill, LedgerPrediction, ModelScores } from './rows.ts';

export interface EquityRange {
  /** Inclusive; absent means from the first. */
  readonly from?: number | undefined;
  /** Exclusive; absent means to the last. */
  readonly to?: number | undefined;
  /** Most points: the newest of the range. */
  readonly limit: number;
}

export interface LedgerPage {
  readonly limit: number;
  /** Only what comes before this sequence. */
  readonly before?: number | undefined;
}

export interface PredictionQuery {
  readonly exchange: string;
  readonly symbol: string;
  readonly interval: Interval;
  readonly limit: number;
}

export interface LedgerReader {
  /** By name. */
  accounts(): Promise<readonly AccountSummary[]>;
  /** Undefined for an account without fills. */
  figures(account: string, method: LotMethod): Promise<AccountFigures | undefined>;
  /** Ascending in time. A moment without a point is worth what the point before it says. */
  equity(account: string, range: EquityRange): Promise<readonly EquityPoint[]>;
  /** Newest first, with their records and with what each closed and whose quantity that was. */
  fills(account: string, page: LedgerPage): Promise<readonly LedgerFill[]>;
  /** Newest first. */
  actions(account: string, page: { readonly limit: number }): Promise<readonly LedgerAction[]>;
  /** Newest bar first, with outcome and score where they are known. */
  predictions(query: PredictionQuery): Promise<readonly LedgerPrediction[]>;
  /** By version. Empty for a model that has predicted nothing. */
  scores(model: string): Promise<readonly ModelScores[]>;
  /** Everything as lines of canonical JSON in the order of their keys, without coordinates: what the state hash reads. */
  everything(): AsyncIterable<readonly string[]>;
}
