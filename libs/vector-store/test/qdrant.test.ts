/** The suite over the strict protocol server, and over Qdrant's engine or the server that QDRANT_URL names. */
import { randomUUID } from 'node:crypto';
import { backendUrl } from '@streamforge/testing/backend';
import { dropCollections } from '@streamforge/testing/drop-collections';
import { startQdrantServer } from '@streamforge/testing/qdrant/server';
import { describe } from 'vitest';
import { vectorStoreConformance } from '../src/conformance.ts';
import { openQdrantVectorStore } from '../src/qdrant/open.ts';

describe('over the strict protocol server', () => {
  vectorStoreConformance(async () => {
    const server = await startQdrantServer({ keys: [{ key: 'k', may: 'write' }] });
    const endpoint = { url: `qdrant://127.0.0.1:${server.port}`, password: 'k' };
    return { open: () => openQdrantVectorStore({ endpoint }), dispose: () => server.close() };
  });
});

const real = backendUrl('qdrant');

describe.skipIf(real === undefined)('over Qdrant', () => {
  vectorStoreConformance(async () => {
    const url = real ?? '';
    const endpoint = { url: `${url}${url.includes('?') ? '&' : '?'}prefix=test_${randomUUID()}_&exact=true` };
    return {
      open: () => openQdrantVectorStore({ endpoint }),
      dispose: () => dropCollections(endpoint),
    };
  });
});
