import { Trade } from '@streamforge/contracts/events/trade';
import type { DocumentStore } from '@streamforge/document-store/port';
import { tradeSeries } from '@streamforge/market/series';
import { z } from 'zod';
import { exchange, from, limit, placeCursor, symbol, to } from '../api/parameters.ts';
import { route, type AnyRoute } from '../api/route.ts';
import { entryPage, valueOf } from './entries.ts';

export const tradeRoutes = (documents: DocumentStore): readonly AnyRoute[] => [
  route({
    method: 'GET',
    url: '/v1/trades',
    tag: 'trades',
    says: 'Stored trades of a symbol, by time, then by id.',
    query: z.strictObject({ exchange, symbol, from, to, limit: limit(1_000, 10_000), cursor: placeCursor }),
    answer: z.object({ trades: z.array(Trade), next: z.string().nullable() }),
    handle: async ({ query: { limit: most, cursor: after, ...query } }) => {
      const { items, next } = await entryPage(documents, 'trades', tradeSeries(query), {
        from: query.from,
        to: query.to,
        limit: most,
        after,
        read: (entry) => valueOf(entry) as Trade,
      });
      return { trades: [...items], next };
    },
  }),
];
