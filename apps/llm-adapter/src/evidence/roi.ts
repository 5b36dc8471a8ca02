/** How accounts did: their figures, the closes that earned and cost most, and what they said of their decisions. */
import { compareDecimals } from '@streamforge/contracts/decimal';
import type { LedgerReader } from '@streamforge/ledger/reader';
import type { AccountFigures, LedgerAction, LedgerFill } from '@streamforge/ledger/rows';
import type { Evidence } from './evidence.ts';
import { signedPercent, timeText } from './figures.ts';
import { plainText } from './plain-text.ts';

/** Newest fills among which the best and the worst close are looked for. */
const FILLS_READ = 200;
const MOST_ACTIONS = 3;
const MOST_REASON = 500;

export interface RoiQuestion {
  readonly accounts: readonly string[];
  /** Whether their reasons are asked for, too; they are told of one account. */
  readonly reasons: boolean;
}

/** The best account first; details where one account is asked for. */
export const roiEvidence = async (
  ledger: Pick<LedgerReader, 'figures' | 'fills' | 'actions'>, { accounts, reasons }: RoiQuestion,
): Promise<readonly Evidence[]> => {
  const figures = (await Promise.all(accounts.map((account) => ledger.figures(account, 'fifo')))).filter((one) => one !== undefined);
  const best = figures.toSorted((a, b) => compareDecimals(b.roi, a.roi)).map(figuresEvidence);
  const [only, another] = accounts;
  if (only === undefined || another !== undefined) return best;
  const closes = closesEvidence(await ledger.fills(only, { limit: FILLS_READ }));
  const told = reasons ? await ledger.actions(only, { limit: MOST_ACTIONS }) : [];
  return [...best, ...closes, ...told.map(actionEvidence)];
};

const ratio = (name: string, value: number | null): string => `${name} ${value === null ? 'undefined' : value.toFixed(2)}`;

const figuresEvidence = (one: AccountFigures): Evidence => {
  const { performance: { sharpe, sortino, maxDrawdown } } = one;
  const drawdown = maxDrawdown === null ? 'an undefined drawdown' : `a deepest drawdown of ${signedPercent(maxDrawdown)}`;
  return {
    kind: 'roi',
    title: `Account ${one.account} at ${timeText(one.time)}`,
    text: `Account ${one.account} has a ROI of ${signedPercent(Number(one.roi))} at ${timeText(one.time)}: equity ${one.equity} `
      + `on a capital of ${one.capital}, realised ${one.realised} (first in, first out), unrealised ${one.unrealised}, fees ${one.fees}, `
      + `over ${one.fills} fills. `
      + `Its equity has ${drawdown}, ${ratio('Sharpe', sharpe)}, ${ratio('Sortino', sortino)}.`,
    source: one.source,
  };
};

interface Close {
  readonly fill: LedgerFill;
  readonly gross: string;
}

/** The close that earned most and the one that lost most. */
const closesEvidence = (fills: readonly LedgerFill[]): readonly Evidence[] => {
  const closes = fills.flatMap((fill): readonly Close[] => fill.closed.fifo === null ? [] : [{ fill, gross: fill.closed.fifo.gross }])
    .toSorted((a, b) => compareDecimals(b.gross, a.gross));
  const [best, worst] = [closes[0], closes.at(-1)];
  return [
    ...best === undefined || compareDecimals(best.gross, '0') <= 0 ? [] : [closeEvidence(best, 'earned most')],
    ...worst === undefined || compareDecimals(worst.gross, '0') >= 0 ? [] : [closeEvidence(worst, 'lost most')],
  ];
};

const closeEvidence = ({ fill, gross }: Close, what: string): Evidence => ({
  kind: 'roi',
  title: `Fill ${fill.id} of account ${fill.account}`,
  text: `Of its newest closes this one ${what}: account ${fill.account} ${fill.side === 'buy' ? 'bought' : 'sold'} ${fill.quantity} `
    + `${fill.symbol} at ${fill.price} at ${timeText(fill.time)} and realised ${gross} before fees.`,
  source: fill.source,
});

const actionEvidence = ({ account, id, type, symbol, time, reason, model, source }: LedgerAction): Evidence => ({
  kind: 'roi',
  title: `Action ${id} of account ${account}`,
  text: `Account ${account} decided to ${type} ${symbol} at ${timeText(time)}`
    + `${model === null ? '' : `, by model ${plainText(model, 100)}`}. Its reason: “${plainText(reason, MOST_REASON)}”`,
  source,
});
