import { collectionNames } from '@streamforge/contracts/collections';
import type { DocumentStore } from '@streamforge/document-store/port';
import { findGaps } from '@streamforge/market/gaps';
import { parseCandleSeries } from '@streamforge/market/series';
import { Exchange, IntervalName } from '@streamforge/contracts/events/fields';
import { z } from 'zod';
import { count, limit, symbol } from '../api/parameters.ts';
import { route, type AnyRoute } from '../api/route.ts';
import { assetOf } from './assets.ts';
import { boundTo } from './tenant.ts';

const Gap = z.object({ from: z.int(), to: z.int(), missing: z.int().describe('Expected bars that are missing.') });
const GapReport = z.object({
  series: z.string(),
  calendar: z.string(),
  bars: z.int(),
  first: z.int().optional(),
  last: z.int().optional(),
  gaps: z.int(),
  missing: z.int(),
  longest: z.int(),
  ranges: z.array(Gap),
  truncated: z.boolean().describe('Whether there are more gaps than are listed.'),
});

const after = z.string().max(400).optional().describe('`next` of the page before: a series name.');

/** What is stored, and what is missing in it. */
export const seriesRoutes = (documents: DocumentStore): readonly AnyRoute[] => [
  route({
    method: 'GET',
    url: '/v1/series',
    tag: 'series',
    says: 'The series of a collection: how many entries each has, from when to when.',
    query: z.strictObject({
      collection: z.enum(collectionNames).prefault('candles'),
      prefix: z.string().max(200).optional(),
      limit: limit(500, 5_000),
      cursor: after,
    }),
    answer: z.object({
      series: z.array(z.object({ series: z.string(), count: z.int(), first: z.int(), last: z.int() })),
      next: z.string().nullable(),
    }),
    handle: async ({ query: { collection, prefix = '', limit: most, cursor = '' }, request }) => {
      const own = collection === 'documents' ? boundTo(request) : null;
      if (own !== null) {
        const [first] = own.startsWith(prefix) && cursor < own ? await documents.series(collection, { prefix: own, after: '', limit: 1 }) : [];
        return { series: first?.series === own ? [first] : [], next: null };
      }
      const series = await documents.series(collection, { prefix, after: cursor, limit: most });
      return { series: [...series], next: series.length === most ? series.at(-1)?.series ?? null : null };
    },
  }),
  route({
    method: 'GET',
    url: '/v1/gaps',
    tag: 'series',
    says: 'Missing bars of each series between its first and its last, judged by the asset’s calendar.',
    query: z.strictObject({
      exchange: Exchange.optional(),
      symbol: symbol.optional(),
      interval: IntervalName.optional(),
      ranges: count(0, 10_000).prefault('100').describe('Most gaps to list of each series; all are counted.'),
      limit: limit(100, 500),
      cursor: after,
    }),
    answer: z.object({ series: z.array(GapReport), next: z.string().nullable() }),
    handle: async ({ query }) => await gapPage(documents, query),
  }),
];

interface GapQuery {
  readonly exchange?: string | undefined;
  readonly symbol?: string | undefined;
  readonly interval?: string | undefined;
  readonly ranges: number;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

const PAGE = 500;

const gapPage = async (documents: DocumentStore, { exchange, symbol: id, interval, ranges, limit: most, cursor = '' }: GapQuery) => {
  const prefix = exchange === undefined ? '' : id === undefined ? `${exchange}:` : `${exchange}:${id}:`;
  const reports: z.input<typeof GapReport>[] = [];
  for (let last: string | undefined = cursor; last !== undefined;) {
    const page = await documents.series('candles', { prefix, after: last, limit: PAGE });
    for (const { series } of page) {
      const named = parseCandleSeries(series);
      if (named === undefined || (id !== undefined && named.symbol !== id) || (interval !== undefined && named.interval !== interval)) {
        continue;
      }
      if (reports.length === most) return { series: reports, next: reports.at(-1)?.series ?? null };
      const calendar = (await assetOf(documents, named.exchange, named.symbol))?.calendar ?? '24/7';
      const report = await findGaps(documents.scanOrders('candles', series, {}), named.interval, calendar, ranges);
      reports.push({ series, calendar, ...report, ranges: [...report.ranges] });
    }
    last = page.length === PAGE ? page.at(-1)?.series : undefined;
  }
  return { series: reports, next: null };
};
