/** What the ledger answers: plain data, money as decimal text, times as epoch milliseconds. */
import type { Fill } from '@streamforge/contracts/events/agent';
import type { CoordinatesOfRecord } from '@streamforge/contracts/events/coordinates';
import type { GnnPrediction } from '@streamforge/contracts/events/gnn';
import type { LotMethod } from '@streamforge/contracts/events/roi';
import type { Interval } from '@streamforge/contracts/interval';
import type { Performance } from '@streamforge/portfolio/performance';

/** The same figure by each way of matching what was sold with what was bought. */
export type ByMethod<Value> = { readonly [Method in LotMethod]: Value };

export interface AccountSummary {
  readonly account: string;
  /** What it began with. */
  readonly capital: string;
  readonly fills: number;
  /** Event times of its earliest and latest fill. */
  readonly firstTime: number;
  readonly lastTime: number;
  /** Points of its equity lie on the starts of this interval. */
  readonly grid: Interval;
}

/** An account at a moment: equity = capital + realised + unrealised − fees, the same by every method. */
export interface EquityPoint {
  readonly time: number;
  readonly equity: string;
  readonly realised: ByMethod<string>;
  readonly unrealised: ByMethod<string>;
  readonly fees: string;
  /** equity ÷ capital − 1. */
  readonly roi: string;
  /** How many fills it rests on. */
  readonly fills: number;
}

/** What an account holds of one instrument. */
export interface Holding {
  readonly exchange: string;
  readonly symbol: string;
  /** Above zero when long, below when short. */
  readonly quantity: string;
  /** What the open quantity cost, with its sign. */
  readonly cost: string;
  /** cost ÷ quantity, for people; null when flat. */
  readonly averagePrice: string | null;
  /** Realised so far, before fees. */
  readonly realised: string;
  readonly fees: string;
}

/** An account at its newest point. */
export interface AccountFigures {
  readonly account: string;
  readonly method: LotMethod;
  readonly capital: string;
  readonly time: number;
  readonly equity: string;
  readonly realised: string;
  /** realised − fees. */
  readonly net: string;
  readonly unrealised: string;
  readonly fees: string;
  /** equity ÷ capital − 1. */
  readonly roi: string;
  readonly fills: number;
  /** Instruments that it trades or traded, by exchange and symbol. */
  readonly holdings: readonly Holding[];
  /** Measures of its equity on the account’s grid, from `measuredFrom` on. */
  readonly performance: Performance;
  readonly measuredFrom: number;
  /** The record of its last fill in partition order: where to begin a walk back. */
  readonly source: CoordinatesOfRecord;
}

/** What a close took of what one fill had opened. Under average cost a close takes of the pool, named by the fill that opened it. */
export interface ConsumedFill {
  readonly fill: string;
  readonly source: CoordinatesOfRecord;
  readonly quantity: string;
  readonly cost: string;
}

/** What a fill realised by closing: gross = amount − cost for a long position, cost − amount for a short one. */
export interface LedgerClose {
  readonly direction: 'long' | 'short';
  readonly quantity: string;
  readonly amount: string;
  readonly cost: string;
  readonly gross: string;
  readonly consumed: readonly ConsumedFill[];
}

export interface LedgerFill {
  readonly account: string;
  readonly id: string;
  /** Its number within the account, from 1, in partition order: what `before` names. Among fills of one time it says which counts first. */
  readonly sequence: number;
  readonly exchange: string;
  readonly symbol: string;
  readonly side: Fill['side'];
  readonly quantity: string;
  readonly price: string;
  /** As it was charged. */
  readonly fee: string;
  /** Null: the quote asset. */
  readonly feeAsset: string | null;
  /** What the fee is worth in the quote asset. */
  readonly feeInQuote: string;
  readonly time: number;
  readonly source: CoordinatesOfRecord;
  /** How often fills that came later, and were earlier, changed what it closed. */
  readonly revision: number;
  /** What it closed; null where it only opened or added. */
  readonly closed: ByMethod<LedgerClose | null>;
}

export interface LedgerAction {
  readonly account: string;
  readonly id: string;
  readonly type: string;
  readonly exchange: string;
  readonly symbol: string;
  readonly time: number;
  readonly model: string | null;
  readonly reason: string;
  readonly source: CoordinatesOfRecord;
}

/** What the bar that a prediction was about brought. */
export interface PredictionScore {
  readonly previousClose: string;
  readonly close: string;
  /** Whether the bar closed above the close before it. */
  readonly up: boolean;
  /** Whether the prediction named that direction. */
  readonly right: boolean;
  /** (probabilityUp − up)²: 0 is best, 0.25 is what 50 % always earns. Source: G. W. Brier, 1950. */
  readonly brier: number;
  /** ln(close ÷ previousClose), rounded at 1e-12. */
  readonly logReturn: number;
}

export type LedgerPrediction = Omit<GnnPrediction, 'basis'> & {
  /** The records that it looked at. */
  readonly basis: readonly CoordinatesOfRecord[];
  readonly source: CoordinatesOfRecord;
  /** Null until the bar that it is about is closed and stored. */
  readonly score: PredictionScore | null;
};

/** How a model version did, over the predictions that could be scored. */
export interface ModelScores {
  readonly model: string;
  readonly version: number;
  readonly predictions: number;
  readonly scored: number;
  readonly right: number;
  /** right ÷ scored; null while nothing was scored. */
  readonly accuracy: number | null;
  /** Mean of the Brier scores. */
  readonly brier: number | null;
  /** Mean log return of following its direction each time, without costs. */
  readonly meanReturn: number | null;
}
