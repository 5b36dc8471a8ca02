/** The suite over the strict protocol server, always, and over a real ArangoDB where there is one. */
import { randomUUID } from 'node:crypto';
import { parseEndpoint } from '@streamforge/contracts/endpoint';
import { systemClock } from '@streamforge/determinism/clock';
import { startArangoServer } from '@streamforge/testing/arangodb/server';
import { backendUrl } from '@streamforge/testing/backend';
import { describe } from 'vitest';
import { openArangoDocumentStore } from '../src/arangodb/open.ts';
import { arangoClient } from '../src/arangodb/client.ts';
import { arangoSettings } from '../src/arangodb/settings.ts';
import { documentStoreConformance } from '../src/conformance.ts';

describe('over the strict protocol server', () => {
  documentStoreConformance(async () => {
    const server = await startArangoServer();
    const endpoint = { url: `arangodb://root@127.0.0.1:${server.port}/documents` };
    return { open: () => openArangoDocumentStore({ endpoint }), dispose: () => server.close() };
  });
});

const real = backendUrl('arangodb');

/** The same server and user, with a database of its own. */
const withDatabase = (url: string, database: string): string => {
  const { path } = parseEndpoint({ url }, { scheme: 'arangodb', defaultPort: 8529 });
  return path === '' ? url.replace(/\/?(\?|$)/, `/${database}$1`) : url.replace(`/${path}`, `/${database}`);
};

describe.skipIf(real === undefined)('over a real ArangoDB', () => {
  documentStoreConformance(async () => {
    const database = `test_${randomUUID()}`;
    const endpoint = { url: withDatabase(real ?? '', database) };
    return {
      open: () => openArangoDocumentStore({ endpoint }),
      dispose: async () => {
        const client = arangoClient(arangoSettings(endpoint), systemClock);
        await client.ask('running', (system) => system.dropDatabase(database), '_system');
        client.close();
      },
    };
  });
});
