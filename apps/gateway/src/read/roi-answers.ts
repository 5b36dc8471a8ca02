/** What is answered about accounts. Amounts are decimals as text; measures are floats, null where they are undefined. */
import { Side } from '@streamforge/contracts/events/fields';
import { LotMethod } from '@streamforge/contracts/events/roi';
import type { AccountFigures, AccountSummary, EquityPoint, LedgerClose, LedgerFill } from '@streamforge/ledger/rows';
import { z } from 'zod';
import { SourceAnswer } from './entries.ts';

const measure = z.number().nullable();

export const FiguresAnswer = z.object({
  account: z.string(),
  method: LotMethod,
  capital: z.string(),
  time: z.int().describe('Of the newest point of its equity.'),
  equity: z.string().describe('capital + realised + unrealised − fees.'),
  realised: z.string(),
  net: z.string().describe('realised − fees.'),
  unrealised: z.string(),
  fees: z.string(),
  roi: z.string().describe('equity ÷ capital − 1.'),
  fills: z.int(),
  holdings: z.array(z.object({
    exchange: z.string(),
    symbol: z.string(),
    quantity: z.string(),
    cost: z.string(),
    averagePrice: z.string().nullable(),
    realised: z.string(),
    fees: z.string(),
  })),
  performance: z.object({
    periods: z.int(), totalReturn: measure, cagr: measure, volatility: measure, sharpe: measure, sortino: measure, maxDrawdown: measure, calmar: measure,
  }),
  measuredFrom: z.int(),
  source: SourceAnswer.describe('The record of its last fill.'),
});

export const SummaryAnswer = z.object({
  account: z.string(),
  capital: z.string(),
  fills: z.int(),
  firstTime: z.int(),
  lastTime: z.int(),
  grid: z.string().describe('Points of its equity lie on the starts of this interval.'),
  figures: FiguresAnswer.nullable(),
});

const CloseAnswer = z.object({
  direction: z.enum(['long', 'short']),
  quantity: z.string(),
  amount: z.string(),
  cost: z.string(),
  gross: z.string(),
  consumed: z.array(z.object({ fill: z.string(), source: SourceAnswer, quantity: z.string(), cost: z.string() })),
}).nullable();

export const FillAnswer = z.object({
  id: z.string(),
  sequence: z.int(),
  exchange: z.string(),
  symbol: z.string(),
  side: Side,
  quantity: z.string(),
  price: z.string(),
  fee: z.string(),
  feeAsset: z.string().nullable(),
  feeInQuote: z.string(),
  time: z.int(),
  source: SourceAnswer,
  revision: z.int().describe('How often fills that came later, and were earlier, changed what it closed.'),
  closed: z.object({ fifo: CloseAnswer, lifo: CloseAnswer, average: CloseAnswer }).describe('What it closed, by each method; null where it only opened or added.'),
});

const byMethod = z.object({ fifo: z.string(), lifo: z.string(), average: z.string() });

export const PointAnswer = z.object({
  time: z.int(), equity: z.string(), realised: byMethod, unrealised: byMethod, fees: z.string(), roi: z.string(), fills: z.int(),
});

export const shownFigures = ({ holdings, performance, ...figures }: AccountFigures): z.input<typeof FiguresAnswer> =>
  ({ ...figures, holdings: holdings.map((holding) => ({ ...holding })), performance: { ...performance } });

export const shownSummary = (summary: AccountSummary, figures: AccountFigures | undefined): z.input<typeof SummaryAnswer> =>
  ({ ...summary, figures: figures === undefined ? null : shownFigures(figures) });

const shownClose = (close: LedgerClose | null): z.input<typeof CloseAnswer> =>
  close === null ? null : { ...close, consumed: close.consumed.map((part) => ({ ...part })) };

export const shownFill = ({ account: _account, closed, ...fill }: LedgerFill): z.input<typeof FillAnswer> =>
  ({ ...fill, closed: { fifo: shownClose(closed.fifo), lifo: shownClose(closed.lifo), average: shownClose(closed.average) } });

export const shownPoint = (point: EquityPoint): z.input<typeof PointAnswer> =>
  ({ ...point, realised: { ...point.realised }, unrealised: { ...point.unrealised } });
