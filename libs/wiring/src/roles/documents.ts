import { openEmbeddedDocumentStore } from '@streamforge/document-store/embedded';
import type { DocumentStore } from '@streamforge/document-store/port';
import { schemeOf, unknownScheme, type RoleOptions } from './role.ts';

/** The document store that the URL names. */
export const openDocuments = async ({ endpoint, directory, clock }: RoleOptions): Promise<DocumentStore> => {
  switch (schemeOf(endpoint)) {
    case 'sqlite': return await openEmbeddedDocumentStore({ directory });
    case 'postgres': return await (await import('@streamforge/document-store/postgres')).openPostgresDocumentStore({ endpoint, clock });
    case 'arangodb': return await (await import('@streamforge/document-store/arangodb')).openArangoDocumentStore({ endpoint, clock });
    default: throw unknownScheme('DOCUMENTS_URL', endpoint, ['sqlite:', 'postgres://', 'postgres+tls://', 'arangodb://', 'arangodb+tls://']);
  }
};
