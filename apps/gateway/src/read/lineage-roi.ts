import type { DocumentStore } from '@streamforge/document-store/port';
import type { EventLog } from '@streamforge/event-log/port';
import type { LedgerReader } from '@streamforge/ledger/reader';
import type { LedgerFill } from '@streamforge/ledger/rows';
import { z } from 'zod';
import { count, limit } from '../api/parameters.ts';
import { route, type AnyRoute } from '../api/route.ts';
import { sourceOf } from './entries.ts';
import { marksOf, type Mark } from './marks.ts';
import { recordsFor, type RecordReader } from './own-records.ts';
import { FiguresAnswer, FillAnswer, shownFigures, shownFill } from './roi-answers.ts';
import { accountPath, figuresOf, method } from './roi.ts';
import { allSourced, SourcedAnswer } from './sourced.ts';

const Answer = z.object({
  figures: FiguresAnswer,
  fills: z.array(FillAnswer.omit({ source: true }).extend(SourcedAnswer.shape)).describe('Newest first, each with its record.'),
  next: z.string().nullable(),
  marks: z.array(SourcedAnswer.extend({ exchange: z.string(), symbol: z.string(), interval: z.string(), openTime: z.int(), close: z.string() }))
    .describe('The bars whose closes value what is held.'),
});

export interface RoiStores {
  readonly events: EventLog;
  readonly documents: DocumentStore;
  readonly ledger: LedgerReader;
}

/** From an ROI figure to the records of its fills and of the bars that it is marked to. */
export const roiLineageRoutes = ({ events, documents, ledger }: RoiStores): readonly AnyRoute[] => [
  route({
    method: 'GET',
    url: '/v1/lineage/roi/{account}',
    tag: 'lineage',
    says: 'Where an account’s figures came from: the records of its fills, and of the bars that value what it holds.',
    path: accountPath,
    query: z.strictObject({ method, limit: limit(100, 500), cursor: count(1, Number.MAX_SAFE_INTEGER).optional().describe('`next` of the page before: a fill’s sequence.') }),
    answer: Answer,
    errors: ['NOT_FOUND'],
    handle: async ({ path: { account }, query: { method: by, limit: most, cursor: before }, request }) => {
      const records = recordsFor(events, request);
      const figures = await figuresOf(ledger, account, by);
      const fills = await ledger.fills(account, { limit: most, before });
      const last = fills.at(-1)?.sequence ?? 1;
      return {
        figures: shownFigures(figures),
        fills: await withRecords(records, fills),
        next: fills.length === most && last > 1 ? String(last) : null,
        marks: await marksWithRecords(records, await marksOf(documents, figures)),
      };
    },
  }),
];

const withRecords = async (read: RecordReader, fills: readonly LedgerFill[]) => {
  const records = await allSourced(read, fills.map(({ source }) => source));
  return fills.map((fill, at) => ({ ...shownFill(fill), ...records[at] ?? { readable: false, record: null } }));
};

const marksWithRecords = async (read: RecordReader, marks: readonly Mark[]) => {
  const records = await allSourced(read, marks.map(({ entry }) => sourceOf(entry)));
  return marks.map(({ entry, closedAt: _closedAt, ...mark }, at) => ({ ...mark, source: sourceOf(entry), ...records[at] ?? { readable: false, record: null } }));
};
