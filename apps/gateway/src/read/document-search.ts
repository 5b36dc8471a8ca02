import { Symbol } from '@streamforge/contracts/events/fields';
import type { Chunks, FoundChunk } from '@streamforge/search/chunks';
import { z } from 'zod';
import { limit } from '../api/parameters.ts';
import { route, type AnyRoute } from '../api/route.ts';
import { SourceAnswer } from './entries.ts';
import { tenantOf } from './tenant.ts';

const MOST_SYMBOLS = 50;

const symbols = z.string().max(4_000).transform((text) => text.split(',')).pipe(z.array(Symbol).min(1).max(MOST_SYMBOLS))
  .optional().describe('Only documents that name one of these, comma-separated.');

const ChunkAnswer = z.object({
  document: z.string(),
  chunk: z.int().describe('Which piece of the document, from 0.'),
  title: z.string(),
  text: z.string(),
  score: z.number().describe('Comparable within one answer only.'),
  source: SourceAnswer.nullable().describe('The record that the document came from.'),
  publisher: z.string(),
  url: z.string().nullable().describe('Shown, never fetched.'),
  publishedAt: z.int(),
  symbols: z.array(z.string()),
});

const shown = ({ source, url, symbols: named, ...chunk }: FoundChunk): z.input<typeof ChunkAnswer> =>
  ({ ...chunk, symbols: [...named], source: source ?? null, url: url ?? null });

/** Documents found by what they say. The tenant is that of the API key, never one that a question names. */
export const documentSearchRoutes = (chunks: () => Promise<Chunks>): readonly AnyRoute[] => [
  route({
    method: 'GET',
    url: '/v1/documents/search',
    tag: 'documents',
    says: 'Pieces of documents that fit a question, best first.',
    query: z.strictObject({ q: z.string().min(1).max(2_000).describe('Words to look for; they are data, no query language.'), symbols, limit: limit(10, 100) }),
    answer: z.object({ found: z.array(ChunkAnswer) }),
    handle: async ({ query: { q: question, symbols: named, limit: most }, request }) => {
      const found = await (await chunks()).search({ tenant: tenantOf(request), question, symbols: named, limit: most });
      return { found: found.map(shown) };
    },
  }),
];
