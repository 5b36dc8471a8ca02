/** Windows of bars kept as vectors, and found again by their likeness. The vectors are made of the stored bars alone, whatever tells of them. */
import type { DocumentStore } from '@streamforge/document-store/port';
import { candleSeries, type CandleSeries } from '@streamforge/market/series';
import type { VectorPoint, VectorStore } from '@streamforge/vector-store/port';
import { askedMoment } from './moments/asked-moment.ts';
import { changedRanges } from './moments/changed-ranges.ts';
import { closedBars } from './moments/closed-bars.ts';
import { momentOf } from './moments/payload.ts';
import type { Moment, MomentSearch, SimilarMoment, SimilarMoments } from './moments/similar-moment.ts';
import { MARKET_TENANT, windowPoints } from './moments/window-points.ts';
import { Tally, type Indexed } from './tally.ts';

export type { Moment, MomentSearch, SimilarMoment, SimilarMoments } from './moments/similar-moment.ts';

export interface MomentStores {
  readonly vectors: VectorStore;
  /** Holds the bars, in its collection `candles`. */
  readonly documents: DocumentStore;
}

/** A bar that is new or changed; it is read from the store, so only its place counts. */
export interface ChangedBar extends CandleSeries {
  readonly openTime: number;
}

export interface Moments {
  /** Makes every full window anew that holds one of these bars, or that one of them follows; durable when it resolves. */
  index(changed: readonly ChangedBar[]): Promise<Indexed>;
  /** Moments like the one asked for, of the same interval. Rejects with `NOT_FOUND` where there is no full window. */
  similar(search: MomentSearch): Promise<SimilarMoments>;
}

/** Points that go to the store in one call. */
const MOST_POINTS = 256;
/** Ranges of bars that are read side by side. */
const SCANS_AT_ONCE = 8;
/** Most hits that a search looks through for moments that do not overlap. */
const MOST_HITS = 1_000;
/** Windows that overlap are alike, so a search looks through this many times the hits asked for. */
const HITS_EACH = 32;

/** Opens the moments kept in these stores; makes what is missing. */
export const openMoments = async ({ vectors, documents }: MomentStores): Promise<Moments> => {
  await vectors.prepare('moments');

  const index: Moments['index'] = async (changed) => {
    const tally = new Tally();
    let points: VectorPoint[] = [];
    const store = async (least: number): Promise<void> => {
      while (points.length >= least) {
        tally.add(await vectors.upsert('moments', points.slice(0, MOST_POINTS)));
        points = points.slice(MOST_POINTS);
      }
    };
    const ranges = [...Map.groupBy(changed, candleSeries)].flatMap(([series, bars]) => {
      const named = bars[0]!;
      return changedRanges(named.interval, bars.map(({ openTime }) => openTime)).map((range) => ({ series, named, range }));
    });
    for (let from = 0; from < ranges.length; from += SCANS_AT_ONCE) {
      const made = await Promise.all(ranges.slice(from, from + SCANS_AT_ONCE).map(async ({ series, named, range }) =>
        windowPoints(named, await closedBars(documents, series, range), range)));
      points.push(...made.flat());
      await store(MOST_POINTS);
    }
    await store(1);
    return tally.counts;
  };

  const similar: Moments['similar'] = async (search) => {
    const { limit, sameSeries = false } = search;
    const { moment, vector } = await askedMoment(documents, search);
    const hits = await vectors.search('moments', {
      tenant: MARKET_TENANT,
      query: { name: 'window', dense: vector },
      filter: sameSeries ? { series: candleSeries(moment) } : { interval: moment.interval },
      limit: Math.min(MOST_HITS, (limit + 1) * HITS_EACH),
    });
    const found: SimilarMoment[] = [];
    for (const { payload, score } of hits) {
      const hit = momentOf(payload);
      if (![moment, ...found].some((other) => overlap(other, hit))) found.push({ ...hit, score });
      if (found.length === limit) break;
    }
    return { moment, found };
  };

  return { index, similar };
};

/** Whether two moments of one market share a bar, built from trades or published. */
const overlap = (a: Moment, b: Moment): boolean =>
  a.exchange === b.exchange && a.symbol === b.symbol && a.interval === b.interval && a.from <= b.to && b.from <= a.to;
