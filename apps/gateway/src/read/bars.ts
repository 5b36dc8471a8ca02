/** Candles and bars: the same stored entries. `/v1/candles` gives whatever is stored, open ones too; `/v1/bars` closed ones only. */
import type { Interval } from '@streamforge/contracts/interval';
import { Bar, Origin } from '@streamforge/contracts/events/bar';
import type { DocumentStore, StoredEntry } from '@streamforge/document-store/port';
import { computeIndicators, type Column } from '@streamforge/market/indicators/compute';
import { parseSpecs, warmUp, type IndicatorSpec } from '@streamforge/market/indicators/spec';
import { candleSeries } from '@streamforge/market/series';
import { z } from 'zod';
import { exchange, from, interval, limit, placeCursor, symbol, to } from '../api/parameters.ts';
import type { Place } from '../api/cursor.ts';
import { route, type AnyRoute } from '../api/route.ts';
import { assetOf } from './assets.ts';
import { barsAsCsv } from './bars-csv.ts';
import { entryPage, valueOf } from './entries.ts';

const Query = z.strictObject({
  exchange,
  symbol,
  interval,
  from,
  to,
  limit: limit(1_000, 10_000),
  origin: Origin.optional().describe('Default: published where there are any, else built from trades.'),
  indicators: z.string().max(500).transform((text) => parseSpecs(text)).optional()
    .describe('Such as `ema:20,rsi:14,macd:12,26,9`; values are null until the indicator has seen enough bars.'),
  format: z.enum(['json', 'csv']).optional().describe('Default: as the Accept header says, else json.'),
  cursor: placeCursor,
});

const Answer = z.object({
  series: z.string(),
  origin: Origin,
  bars: z.array(Bar),
  indicators: z.record(z.string(), z.array(z.number().nullable())).describe('One value for each bar, in order.'),
  next: z.string().nullable(),
});

/** The routes of bars and candles. */
export const barRoutes = (documents: DocumentStore): readonly AnyRoute[] => [
  barRoute(documents, '/v1/bars', 'Closed bars of a series, ascending, with chosen indicators.', true),
  barRoute(documents, '/v1/candles', 'Every stored bar of a series, ascending, open ones included.', false),
];

const barRoute = (documents: DocumentStore, url: string, says: string, closedOnly: boolean): AnyRoute => route({
  method: 'GET',
  url,
  tag: 'bars',
  says,
  query: Query,
  answer: Answer,
  alsoAnswers: ['text/csv'],
  handle: async ({ query, request, reply }) => {
    const { limit: most, indicators = [], format, ...named } = query;
    const origin = await originOf(documents, named);
    const { bars, indicators: columns, next } = await barPage(documents, { ...named, origin, most, closedOnly, specs: indicators });
    const csv = format === 'csv' || (format === undefined && /\btext\/csv\b/i.test(request.headers.accept ?? ''));
    if (!csv) return { series: candleSeries({ ...named, origin }), origin, bars: [...bars], indicators: columns, next };
    if (next !== null) reply.header('x-next-cursor', next);
    return await reply.type('text/csv; charset=utf-8').send(barsAsCsv(bars, columns));
  },
});

interface SeriesName {
  readonly exchange: string;
  readonly symbol: string;
  readonly interval: Interval;
}

/** The origin asked for, or the one there is. */
const originOf = async (
  documents: DocumentStore, { origin: asked, ...name }: SeriesName & { readonly origin?: Origin | undefined },
): Promise<Origin> => {
  if (asked !== undefined) return asked;
  const [first] = await documents.series('candles', { prefix: candleSeries({ ...name, origin: 'published' }), limit: 1 });
  if (first !== undefined) return 'published';
  const [built] = await documents.series('candles', { prefix: candleSeries({ ...name, origin: 'trades' }), limit: 1 });
  return built === undefined ? 'published' : 'trades';
};

interface BarQuery extends SeriesName {
  readonly origin: Origin;
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly cursor?: Place | undefined;
  readonly most: number;
  readonly closedOnly: boolean;
  readonly specs: readonly IndicatorSpec[];
}

interface BarPage {
  readonly bars: readonly Bar[];
  readonly indicators: Record<string, (number | null)[]>;
  readonly next: string | null;
}

/** A page with its indicators, which have seen as many bars before it as they need to settle. */
const barPage = async (documents: DocumentStore, query: BarQuery): Promise<BarPage> => {
  const series = candleSeries(query);
  const read = (entry: StoredEntry): Bar | undefined => {
    const bar = valueOf(entry) as Bar;
    return bar.closed || !query.closedOnly ? bar : undefined;
  };
  const { items: bars, next } = await entryPage(documents, 'candles', series, {
    from: query.from,
    to: query.to,
    limit: query.most,
    after: query.cursor,
    read,
  });
  const first = bars[0];
  if (first === undefined || query.specs.length === 0) return { bars, indicators: {}, next };
  const before = await barsBefore(documents, series, first.openTime, Math.max(...query.specs.map(warmUp)), read);
  const calendar = (await assetOf(documents, query.exchange, query.symbol))?.calendar;
  const columns = computeIndicators([...before, ...bars], query.specs, calendar);
  return { bars, indicators: tails(columns, before.length), next };
};

type ReadBar = (entry: StoredEntry) => Bar | undefined;

const barsBefore = async (
  documents: DocumentStore, series: string, openTime: number, most: number, read: ReadBar,
): Promise<readonly Bar[]> => {
  if (most === 0) return [];
  const { items } = await entryPage(documents, 'candles', series, { to: openTime, reverse: true, limit: most, read });
  return items.toReversed();
};

const tails = (columns: Readonly<Record<string, Column>>, skipped: number): Record<string, (number | null)[]> =>
  Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, column.slice(skipped)]));
