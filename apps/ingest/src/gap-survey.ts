import { Asset } from '@streamforge/contracts/events/asset';
import { intervals, type Interval } from '@streamforge/contracts/interval';
import type { SeriesSummary } from '@streamforge/document-store/port';
import { findGaps } from '@streamforge/market/gaps';
import { parseCandleSeries, type CandleSeries } from '@streamforge/market/series';
import type { Background } from '@streamforge/service-host/service';
import type { IngestConfig } from './config.ts';
import type { IngestContext } from './context.ts';

const PAGE = 1_000;

interface Surveyed {
  readonly summary: SeriesSummary;
  readonly interval: Interval;
  readonly missing: number;
}

/** Looks over all series from time to time, those that changed anew, and shows how many bars are missing. */
export const surveyGaps: Background<'ingest', IngestConfig> = async (context, signal) => {
  const surveyed = new Map<string, Surveyed>();
  for (;;) {
    await context.clock.sleep(context.config.STREAMFORGE_GAP_SURVEY_SECONDS * 1_000, signal);
    await survey(surveyed, context, signal).catch((error: unknown) => {
      if (!signal.aborted) context.logger.warn({ err: error }, 'the survey of gaps will be tried again');
    });
  }
};

const survey = async (surveyed: Map<string, Surveyed>, context: IngestContext, signal: AbortSignal): Promise<void> => {
  for (let after = '', page: readonly SeriesSummary[] = []; ; after = page.at(-1)?.series ?? '') {
    page = await context.documents.series('candles', { after, limit: PAGE });
    for (const summary of page) {
      signal.throwIfAborted();
      const known = surveyed.get(summary.series)?.summary;
      if (known?.count === summary.count && known.last === summary.last) continue;
      const parsed = parseCandleSeries(summary.series);
      if (parsed === undefined) continue;
      surveyed.set(summary.series, { summary, interval: parsed.interval, missing: await missingBars(summary.series, parsed, context) });
    }
    if (page.length < PAGE) break;
  }
  for (const interval of intervals) {
    const missing = [...surveyed.values()].reduce((sum, each) => each.interval === interval ? sum + each.missing : sum, 0);
    context.metrics.set('streamforge_series_gap_bars', { interval }, missing);
  }
};

const decoder = new TextDecoder();

const missingBars = async (series: string, parsed: CandleSeries, { documents }: IngestContext): Promise<number> => {
  const { exchange, symbol, interval } = parsed;
  const declared = await documents.get('assets', { series: exchange, order: 0, id: symbol });
  const body = declared?.body ?? null;
  const calendar = body === null ? '24/7' : Asset.parse(JSON.parse(decoder.decode(body))).calendar;
  return (await findGaps(documents.scanOrders('candles', series, {}), interval, calendar)).missing;
};
