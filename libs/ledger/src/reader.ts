/** The read side of the ledger, for the gateway, the adapter and the command line. */
import type { LotMethod } from '@streamforge/contracts/events/roi';
import type { Interval } from '@streamforge/contracts/interval';
import type { Kysely, Relational } from '@streamforge/relational/port';
import { readAllSums } from './account-sums.ts';
import { pointOf } from './points.ts';
import { actionsOf } from './reader/actions.ts';
import { everythingIn, type Everything } from './reader/everything.ts';
import { figuresOf } from './reader/figures.ts';
import { fillsOf } from './reader/fills.ts';
import { predictionsOf, scoresOf } from './reader/predictions.ts';
import { assertMayRead } from './rebuild.ts';
import { steps, tableOwner } from './steps.ts';
import type { LedgerTables } from './tables.ts';
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
  /** Only about this bar. */
  readonly openTime?: number | undefined;
  /** Only about bars that open before. */
  readonly before?: number | undefined;
  readonly model?: string | undefined;
  readonly version?: number | undefined;
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
  everything(which?: Everything): AsyncIterable<readonly string[]>;
}

/**
 * Reads the ledger; makes its tables where roi-logger has never run, so that an empty ledger can be read too. Rejects with `LEDGER_OUTDATED` where an
 * earlier version matched it by arrival.
 */
export const ledgerReader = (relational: Relational): LedgerReader => {
  let migrated: Promise<void> | undefined;
  const tables = async (): Promise<Kysely<LedgerTables>> => {
    migrated ??= relational.migrate(tableOwner, steps).then(() => assertMayRead(relational.query<LedgerTables>()));
    try {
      await migrated;
    } catch (error) {
      migrated = undefined;
      throw error;
    }
    return relational.query<LedgerTables>();
  };
  return {
    accounts: async () => (await readAllSums(await tables())).map(({ account, capital, fills, firstTime, lastTime, grid }) =>
      ({ account, capital, fills, firstTime, lastTime, grid })),
    figures: async (account, method) => await figuresOf(await tables(), account, method),
    equity: async (account, { from, to, limit }) => {
      const rows = await (await tables()).selectFrom('ledger_points').selectAll().where('account', '=', account)
        .$if(from !== undefined, (query) => query.where('time', '>=', from ?? 0))
        .$if(to !== undefined, (query) => query.where('time', '<', to ?? 0))
        .orderBy('time', 'desc').limit(limit).execute();
      return rows.map(pointOf).toReversed();
    },
    fills: async (account, page) => await fillsOf(await tables(), account, page),
    actions: async (account, { limit }) => await actionsOf(await tables(), account, limit),
    predictions: async (query) => await predictionsOf(await tables(), query),
    scores: async (model) => await scoresOf(await tables(), model),
    everything: async function* (which) {
      yield* everythingIn(await tables(), which);
    },
  };
};
