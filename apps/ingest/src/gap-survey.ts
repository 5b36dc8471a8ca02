import { Asset, type CalendarName } from '@streamforge/contracts/events/asset';
import { intervals } from '@streamforge/contracts/interval';
import type { SeriesSummary } from '@streamforge/document-store/port';
import { GapFinder } from '@streamforge/market/gaps';
import { parseCandleSeries, type CandleSeries } from '@streamforge/market/series';
import type { IngestContext } from './context.ts';

const PAGE = 1_000;

/** What the surveys know of a series: its finder has seen every bar up to `last`. */
interface Surveyed {
  readonly parsed: CandleSeries;
  readonly calendar: CalendarName;
  readonly finder: GapFinder;
  readonly last: number;
}

/** Looks over all series from time to time and shows how many bars are missing; of a series that grew it reads what is new. */
export const surveyGaps = async (context: IngestContext, signal: AbortSignal): Promise<never> => {
  let surveyed: ReadonlyMap<string, Surveyed> = new Map();
  for (;;) {
    await context.clock.sleep(context.config.STREAMFORGE_GAP_SURVEY_SECONDS * 1_000, signal);
    try {
      surveyed = await survey(surveyed, context, signal);
      show(surveyed, context);
    } catch (error) {
      signal.throwIfAborted();
      surveyed = new Map();
      context.logger.warn({ err: error }, 'the survey of gaps will be tried again');
    }
  }
};

const survey = async (
  before: ReadonlyMap<string, Surveyed>, context: IngestContext, signal: AbortSignal,
): Promise<ReadonlyMap<string, Surveyed>> => {
  const surveyed = new Map<string, Surveyed>();
  for (let after = '', page: readonly SeriesSummary[] = []; ; after = page.at(-1)?.series ?? '') {
    page = await context.documents.series('candles', { after, limit: PAGE });
    for (const summary of page) {
      signal.throwIfAborted();
      const parsed = parseCandleSeries(summary.series);
      if (parsed !== undefined) surveyed.set(summary.series, await surveySeries(summary, parsed, before.get(summary.series), context));
    }
    if (page.length < PAGE) return surveyed;
  }
};

/** Goes on where the last survey ended; from the beginning when a late bar came between, or the calendar is another. */
const surveySeries = async (
  { series, count, last }: SeriesSummary, parsed: CandleSeries, known: Surveyed | undefined, context: IngestContext,
): Promise<Surveyed> => {
  const calendar = await calendarOf(parsed, context);
  if (known?.calendar === calendar) {
    await push(known.finder, series, { from: known.last + 1, to: last + 1 }, context);
    if (known.finder.finish().bars === count) return { ...known, last };
  }
  const finder = new GapFinder(parsed.interval, calendar, 0);
  await push(finder, series, { to: last + 1 }, context);
  return { parsed, calendar, finder, last };
};

const push = async (
  finder: GapFinder, series: string, range: { readonly from?: number; readonly to: number }, { documents }: IngestContext,
): Promise<void> => {
  for await (const openTimes of documents.scanOrders('candles', series, range)) finder.push(openTimes);
};

const decoder = new TextDecoder();

const calendarOf = async ({ exchange, symbol }: CandleSeries, { documents }: IngestContext): Promise<CalendarName> => {
  const declared = await documents.get('assets', { series: exchange, order: 0, id: symbol });
  const body = declared?.body ?? null;
  return body === null ? '24/7' : Asset.parse(JSON.parse(decoder.decode(body))).calendar;
};

const show = (surveyed: ReadonlyMap<string, Surveyed>, { metrics }: IngestContext): void => {
  const missing = new Map<string, number>();
  for (const { parsed: { interval }, finder } of surveyed.values()) {
    missing.set(interval, (missing.get(interval) ?? 0) + finder.finish().missing);
  }
  for (const interval of intervals) metrics.set('streamforge_series_gap_bars', { interval }, missing.get(interval) ?? 0);
};
