import { ledgerReader, type LedgerReader } from '@streamforge/ledger/reader';
import type { Background } from '@streamforge/service-host/service';
import type { RoiConfig } from './config.ts';

const LOOK_EVERY_MS = 60_000;
/** As measures of performance do, the first look goes back so many points. */
const MOST_POINTS = 20_000;

interface Seen {
  readonly peak: number;
  readonly equity: number;
  readonly time: number;
}

/**
 * How far accounts lie below their highest equity. A look reads what came since the one before, the last point again; what a late fill changed
 * before that is seen after the next start.
 */
export class Drawdowns {
  readonly #seen = new Map<string, Seen>();

  /** The deepest of all accounts, from 0 on; 1 is all of an account's highest equity. */
  async look(ledger: Pick<LedgerReader, 'accounts' | 'equity'>): Promise<number> {
    let deepest = 0;
    for (const { account } of await ledger.accounts()) {
      const before = this.#seen.get(account);
      const points = await ledger.equity(account, { from: before?.time, limit: MOST_POINTS });
      const seen = points.reduce<Seen | undefined>((last, { time, equity }) =>
        ({ time, equity: Number(equity), peak: Math.max(last?.peak ?? 0, Number(equity)) }), before);
      if (seen === undefined) continue;
      this.#seen.set(account, seen);
      if (seen.peak > 0) deepest = Math.max(deepest, 1 - seen.equity / seen.peak);
    }
    return deepest;
  }
}

/** Keeps the gauge of the deepest drawdown. While the store does not answer it stays as it was. */
export const watchDrawdowns: Background<'roi-logger', RoiConfig> = async ({ relational, clock, metrics }, signal) => {
  const [ledger, drawdowns] = [ledgerReader(relational), new Drawdowns()];
  for (;;) {
    await clock.sleep(LOOK_EVERY_MS, signal);
    const deepest = await drawdowns.look(ledger).catch(() => undefined);
    if (deepest !== undefined) metrics.set('streamforge_account_drawdown_ratio', {}, deepest);
  }
};
