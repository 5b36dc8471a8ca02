import { StreamForgeError } from '@streamforge/contracts/errors';
import { Document } from '@streamforge/contracts/events/document';
import { Id, Tenant } from '@streamforge/contracts/events/fields';
import type { DocumentStore, StoredEntry } from '@streamforge/document-store/port';
import { z } from 'zod';
import { from, limit, placeCursor, symbol, to } from '../api/parameters.ts';
import { route, type AnyRoute } from '../api/route.ts';
import { entryPage, sourceOf, SourceAnswer, valueOf } from './entries.ts';
import { tenantOf } from './tenant.ts';

/** Documents (texts), newest first. */
export const documentRoutes = (documents: DocumentStore): readonly AnyRoute[] => [
  route({
    method: 'GET',
    url: '/v1/documents',
    tag: 'documents',
    says: 'Documents of a tenant, newest first.',
    query: z.strictObject({
      tenant: Tenant.optional().describe('Default: that of the API key, else public.'),
      symbol: symbol.optional().describe('Only those that name it.'),
      from,
      to,
      limit: limit(50, 500),
      cursor: placeCursor,
    }),
    answer: z.object({ documents: z.array(Document), next: z.string().nullable() }),
    handle: async ({ query: { tenant, symbol: named, limit: most, cursor: after, ...range }, request }) => {
      const read = (entry: StoredEntry): Document | undefined => {
        const document = valueOf(entry) as Document;
        return named === undefined || document.symbols.includes(named) ? document : undefined;
      };
      const { items, next } = await entryPage(documents, 'documents', tenantOf(request, tenant), { ...range, reverse: true, limit: most, after, read });
      return { documents: [...items], next };
    },
  }),
  route({
    method: 'GET',
    url: '/v1/documents/{tenant}/{id}',
    tag: 'documents',
    says: 'One document.',
    path: z.strictObject({ tenant: Tenant, id: Id }),
    answer: z.object({ document: Document, source: SourceAnswer }),
    errors: ['NOT_FOUND'],
    handle: async ({ path: { tenant, id }, request }) => {
      tenantOf(request, tenant);
      const entry = await documents.get('documents', { series: tenant, order: 0, id });
      if (entry === undefined || entry.body === null) throw new StreamForgeError('NOT_FOUND', `There is no document ${tenant}:${id}.`);
      return { document: valueOf(entry) as Document, source: sourceOf(entry) };
    },
  }),
];
