import { StreamForgeError } from '@streamforge/contracts/errors';
import { Account } from '@streamforge/contracts/events/fields';
import { LotMethod } from '@streamforge/contracts/events/roi';
import type { LedgerReader } from '@streamforge/ledger/reader';
import type { AccountFigures } from '@streamforge/ledger/rows';
import { z } from 'zod';
import { count, from, limit, to } from '../api/parameters.ts';
import { route, type AnyRoute } from '../api/route.ts';
import { FillAnswer, FiguresAnswer, PointAnswer, shownFigures, shownFill, shownPoint, shownSummary, SummaryAnswer } from './roi-answers.ts';

export const accountPath = z.strictObject({ account: Account });
export const method = LotMethod.prefault('fifo').describe('How sold quantity is matched with what was bought: the oldest first, the newest first, or at average cost.');

/** An account's figures. Throws NOT_FOUND for one without fills. */
export const figuresOf = async (ledger: LedgerReader, account: string, by: z.output<typeof LotMethod>): Promise<AccountFigures> => {
  const figures = await ledger.figures(account, by);
  if (figures === undefined) throw new StreamForgeError('NOT_FOUND', `The account ${account} has no fills; GET /v1/roi lists those that have.`);
  return figures;
};

/** Accounts, what they are worth and how they came to it. */
export const roiRoutes = (ledger: LedgerReader): readonly AnyRoute[] => [
  route({
    method: 'GET',
    url: '/v1/roi',
    tag: 'roi',
    says: 'Accounts by name, with their newest figures.',
    query: z.strictObject({ method }),
    answer: z.object({ accounts: z.array(SummaryAnswer) }),
    handle: async ({ query }) => ({
      accounts: await Promise.all((await ledger.accounts()).map(async (summary) =>
        shownSummary(summary, await ledger.figures(summary.account, query.method)))),
    }),
  }),
  route({
    method: 'GET',
    url: '/v1/roi/{account}',
    tag: 'roi',
    says: 'One account: its figures by each method, and its fills, newest first, with what each realised.',
    path: accountPath,
    query: z.strictObject({ limit: limit(50, 500), cursor: count(1, Number.MAX_SAFE_INTEGER).optional().describe('`next` of the page before: a fill’s sequence.') }),
    answer: z.object({
      account: z.string(),
      figures: z.object({ fifo: FiguresAnswer, lifo: FiguresAnswer, average: FiguresAnswer }),
      fills: z.array(FillAnswer),
      next: z.string().nullable(),
    }),
    errors: ['NOT_FOUND'],
    handle: async ({ path: { account }, query: { limit: most, cursor: before } }) => {
      const fifo = await figuresOf(ledger, account, 'fifo');
      const lifo = await figuresOf(ledger, account, 'lifo');
      const average = await figuresOf(ledger, account, 'average');
      const fills = await ledger.fills(account, { limit: most, before });
      const last = fills.at(-1)?.sequence ?? 1;
      return {
        account,
        figures: { fifo: shownFigures(fifo), lifo: shownFigures(lifo), average: shownFigures(average) },
        fills: fills.map(shownFill),
        next: fills.length === most && last > 1 ? String(last) : null,
      };
    },
  }),
  route({
    method: 'GET',
    url: '/v1/roi/{account}/equity',
    tag: 'roi',
    says: 'An account’s equity over time, ascending; `next` leads to the points before.',
    path: accountPath,
    query: z.strictObject({ from, to, limit: limit(1_000, 10_000), cursor: count(1, Number.MAX_SAFE_INTEGER).optional().describe('`next` of the page before: a time.') }),
    answer: z.object({ account: z.string(), points: z.array(PointAnswer), next: z.string().nullable() }),
    errors: ['NOT_FOUND'],
    handle: async ({ path: { account }, query: { cursor, limit: most, ...range } }) => {
      await figuresOf(ledger, account, 'fifo');
      const until = cursor === undefined ? range.to : Math.min(cursor, range.to ?? cursor);
      const points = await ledger.equity(account, { from: range.from, to: until, limit: most });
      const [first] = points;
      return { account, points: points.map(shownPoint), next: points.length === most && first !== undefined ? String(first.time) : null };
    },
  }),
];
