import { openEmbeddedVectorStore } from '@streamforge/vector-store/embedded';
import type { VectorStore } from '@streamforge/vector-store/port';
import { schemeOf, unknownScheme, type RoleOptions } from './role.ts';

/** The vector store that the URL names. */
export const openVectors = async ({ endpoint, directory, clock }: RoleOptions): Promise<VectorStore> => {
  switch (schemeOf(endpoint)) {
    case 'sqlite': return await openEmbeddedVectorStore({ directory });
    case 'qdrant': return await (await import('@streamforge/vector-store/qdrant/open')).openQdrantVectorStore({ endpoint, clock });
    default: throw unknownScheme('VECTORS_URL', endpoint, ['sqlite:', 'qdrant://', 'qdrant+tls://']);
  }
};
