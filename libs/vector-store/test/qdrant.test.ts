/** The suite over the strict protocol server, always, and over a real Qdrant where there is one. */
import { randomUUID } from 'node:crypto';
import { vectorCollectionNames } from '@streamforge/contracts/vector-collections';
import { backendUrl } from '@streamforge/testing/backend';
import { startQdrantServer } from '@streamforge/testing/qdrant/server';
import { describe } from 'vitest';
import { vectorStoreConformance } from '../src/conformance.ts';
import { qdrantClient } from '../src/qdrant/client.ts';
import { openQdrantVectorStore } from '../src/qdrant/open.ts';
import { qdrantSettings } from '../src/qdrant/settings.ts';

describe('over the strict protocol server', () => {
  vectorStoreConformance(async () => {
    const server = await startQdrantServer({ keys: [{ key: 'k', may: 'write' }] });
    const endpoint = { url: `qdrant://127.0.0.1:${server.port}`, password: 'k' };
    return { open: () => openQdrantVectorStore({ endpoint }), dispose: () => server.close() };
  });
});

const real = backendUrl('qdrant');

describe.skipIf(real === undefined)('over a real Qdrant', () => {
  vectorStoreConformance(async () => {
    const url = real ?? '';
    const endpoint = { url: `${url}${url.includes('?') ? '&' : '?'}prefix=test_${randomUUID()}_&exact=true` };
    return {
      open: () => openQdrantVectorStore({ endpoint }),
      dispose: async () => {
        const settings = qdrantSettings(endpoint);
        const qdrant = qdrantClient(settings);
        for (const name of vectorCollectionNames) await qdrant.ask('running', (api, init) => api.deleteCollection({ collection_name: `${settings.prefix}${name}` }, init));
        await qdrant.close();
      },
    };
  });
});
