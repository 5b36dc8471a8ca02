import { collectionNames } from '@streamforge/contracts/collections';
import { StreamForgeError } from '@streamforge/contracts/errors';
import { describeVersion } from '@streamforge/codec/version';
import type { DocumentStore, StoredEntry } from '@streamforge/document-store/port';
import type { EventLog } from '@streamforge/event-log/port';
import { nextOpen } from '@streamforge/market/interval';
import { parseCandleSeries, tradeSeries } from '@streamforge/market/series';
import { z } from 'zod';
import { count } from '../api/parameters.ts';
import { route, type AnyRoute } from '../api/route.ts';
import { entryPage, sourceOf, SourceAnswer, valueOf } from './entries.ts';
import { recordsFor } from './own-records.ts';
import { sourced, SourcedAnswer } from './sourced.ts';
import { tenantOf } from './tenant.ts';

/** Most trades of a built bar that are listed. */
const MOST_TRADES = 1_000;

const Answer = SourcedAnswer.extend({
  fact: z.object({
    collection: z.enum(collectionNames),
    series: z.string(),
    order: z.int(),
    id: z.string(),
    deleted: z.boolean(),
    version: z.object({ closed: z.boolean(), revision: z.int(), sha256: z.string() }),
    value: z.unknown(),
  }),
  trades: z.array(SourceAnswer.extend({ id: z.string(), time: z.int() })).optional()
    .describe(`Of a bar built from trades: its trades, at most ${MOST_TRADES}.`),
});

/** From a stored fact back to the record it came from. */
export const lineageRoutes = (documents: DocumentStore, events: EventLog): readonly AnyRoute[] => [
  route({
    method: 'GET',
    url: '/v1/lineage',
    tag: 'lineage',
    says: 'Where a stored fact came from: its topic, partition and offset, and the very record there.',
    query: z.strictObject({
      collection: z.enum(collectionNames),
      series: z.string().min(1).max(400).describe('Such as `binance:BTCUSDT:1h:published`; /v1/series lists them.'),
      order: count(0, Number.MAX_SAFE_INTEGER).optional().describe('Of bars: the open time.'),
      id: z.string().min(1).max(400).optional().describe('Of everything but bars.'),
    }).refine(
      ({ collection, order, id }) => collection === 'candles' ? order !== undefined : id !== undefined,
      'name order for candles, id for the others',
    ),
    answer: Answer,
    errors: ['NOT_FOUND'],
    handle: async ({ query: { collection, series, order = 0, id = '' }, request }) => {
      if (collection === 'documents') tenantOf(request, series);
      const entry = await documents.get(collection, { series, order, id });
      if (entry === undefined) {
        throw new StreamForgeError('NOT_FOUND', `There is no ${collection} entry ${series} ${id === '' ? order : id}.`);
      }
      const trades = await tradesOf(documents, collection, entry);
      return {
        fact: {
          collection,
          series,
          order: entry.order,
          id: entry.id,
          deleted: entry.body === null,
          version: describeVersion(entry.version),
          value: valueOf(entry),
        },
        ...await sourced(recordsFor(events, request), sourceOf(entry)),
        ...trades === undefined ? {} : { trades },
      };
    },
  }),
];

const tradesOf = async (documents: DocumentStore, collection: string, { series, order }: StoredEntry) => {
  const named = collection === 'candles' ? parseCandleSeries(series) : undefined;
  if (named?.origin !== 'trades') return undefined;
  const { items } = await entryPage(documents, 'trades', tradeSeries(named), {
    from: order,
    to: nextOpen(named.interval, order),
    limit: MOST_TRADES,
    read: (entry) => ({ ...sourceOf(entry), id: entry.id, time: entry.order }),
  });
  return [...items];
};
