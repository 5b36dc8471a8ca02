/** The ledger's tables. Decimals are finished figures: SQL never reckons with them. */
import type { LotMethod } from '@streamforge/contracts/events/roi';
import type { Decimal } from '@streamforge/relational/columns';

interface Located {
  readonly topic: string;
  readonly partition: number;
  readonly offset: number;
}

export interface LedgerTables {
  /** The next offset of each partition whose effects are in the ledger. */
  readonly ledger_positions: { readonly topic: string; readonly partition: number; readonly position: number };
  /** One row while the ledger is made again: then only that job books fills. */
  readonly ledger_rebuild: { readonly by_job: string };
  readonly ledger_accounts: Located & {
    readonly account: string;
    readonly capital: Decimal;
    readonly grid: string;
    readonly fills: number;
    readonly first_time: number;
    readonly last_time: number;
    readonly realised_fifo: Decimal;
    readonly realised_lifo: Decimal;
    readonly realised_average: Decimal;
    readonly fees: Decimal;
    /** Grows with each change of its fills or points: who computed from an older state writes nothing. */
    readonly version: number;
  };
  readonly ledger_fills: Located & {
    readonly account: string;
    readonly id: string;
    /** Its number within the account, in partition order. */
    readonly sequence: number;
    readonly exchange: string;
    readonly symbol: string;
    readonly side: 'buy' | 'sell';
    readonly quantity: Decimal;
    readonly price: Decimal;
    readonly fee: Decimal;
    readonly fee_asset: string | null;
    readonly fee_quote: Decimal;
    readonly time: number;
    readonly digest: string;
    /** By how much it changed what is open and what was realised: sums of these are the same in any order. */
    readonly cost_fifo: Decimal;
    readonly cost_lifo: Decimal;
    readonly cost_average: Decimal;
    readonly realised_fifo: Decimal;
    readonly realised_lifo: Decimal;
    readonly realised_average: Decimal;
    /** How often a fill that came late, and was earlier, changed what it closed. */
    readonly revision: number;
  };
  /** One row for a fill that closed: how much it closed is the same by every method, and what that realised is with the fill. */
  readonly ledger_closes: {
    readonly account: string;
    /** The fill that closed. */
    readonly fill: string;
    readonly direction: 'long' | 'short';
    readonly quantity: Decimal;
    readonly amount: Decimal;
    readonly cost_fifo: Decimal;
    readonly cost_lifo: Decimal;
    readonly cost_average: Decimal;
    /** JSON: what it took of which lots, in the order in which it took them, each as [fill that opened it, its time, quantity, cost]. */
    readonly lots_fifo: string;
    readonly lots_lifo: string;
    readonly lots_average: string;
  };
  readonly ledger_lots: {
    readonly account: string;
    readonly exchange: string;
    readonly symbol: string;
    readonly method: LotMethod;
    /** The fill that opened it, when that was, and its number: they say which lot is older. */
    readonly fill: string;
    readonly time: number;
    readonly sequence: number;
    readonly direction: 'long' | 'short';
    readonly quantity: Decimal;
    readonly cost: Decimal;
  };
  readonly ledger_holdings: {
    readonly account: string;
    readonly exchange: string;
    readonly symbol: string;
    /** `exchange:symbol`. */
    readonly asset: string;
    readonly held: boolean;
    readonly quantity: Decimal;
    readonly cost_fifo: Decimal;
    readonly cost_lifo: Decimal;
    readonly cost_average: Decimal;
    readonly realised_fifo: Decimal;
    readonly realised_lifo: Decimal;
    readonly realised_average: Decimal;
    readonly fees: Decimal;
    readonly last_time: number;
    /** Of the fill that is last in event time. */
    readonly last_price: Decimal;
  };
  readonly ledger_points: {
    readonly account: string;
    readonly time: number;
    readonly equity: Decimal;
    readonly realised_fifo: Decimal;
    readonly realised_lifo: Decimal;
    readonly realised_average: Decimal;
    readonly unrealised_fifo: Decimal;
    readonly unrealised_lifo: Decimal;
    readonly unrealised_average: Decimal;
    readonly fees: Decimal;
    readonly roi: Decimal;
    readonly fills: number;
  };
  readonly ledger_actions: Located & {
    readonly account: string;
    readonly id: string;
    readonly digest: string;
    readonly type: string;
    readonly exchange: string;
    readonly symbol: string;
    readonly time: number;
    readonly model: string | null;
    readonly reason: string;
  };
  readonly ledger_predictions: Located & {
    readonly model: string;
    readonly version: number;
    readonly exchange: string;
    readonly symbol: string;
    readonly interval: string;
    readonly open_time: number;
    /** `exchange:symbol:interval`. */
    readonly series: string;
    readonly digest: string;
    readonly probability_up: number;
    readonly expected_return: number;
    readonly basis: string;
    readonly previous_close: Decimal | null;
    readonly close: Decimal | null;
    readonly up: boolean | null;
    readonly hit: boolean | null;
    readonly brier: number | null;
    readonly log_return: number | null;
    /** Grows with each scoring: who read older bars writes nothing. */
    readonly revision: number;
  };
}
