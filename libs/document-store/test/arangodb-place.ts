/** A strict server and a store on it, for the length of a test. */
import { onTestFinished } from 'vitest';
import { startArangoServer, type ArangoServer, type ArangoServerOptions } from '@streamforge/testing/arangodb/server';
import type { SeenRequest } from '@streamforge/testing/server-faults';
import { openArangoDocumentStore } from '../src/arangodb/open.ts';
import type { DocumentStore } from '../src/port.ts';

export const serverFor = async (options: ArangoServerOptions = {}): Promise<ArangoServer> => {
  const server = await startArangoServer(options);
  onTestFinished(() => server.close());
  return server;
};

export const urlOf = ({ port }: ArangoServer, parameters = '', user = 'root'): string => `arangodb://${user}@127.0.0.1:${port}/documents${parameters}`;

export const storeOn = async (server: ArangoServer, parameters = ''): Promise<DocumentStore> => {
  const store = await openArangoDocumentStore({ endpoint: { url: urlOf(server, parameters) } });
  onTestFinished(() => store.close());
  return store;
};

/** Kinds of requests, for faults and counts. */
export const inserts = ({ method, path }: SeenRequest): boolean => method === 'POST' && path.startsWith('/_api/document/');
export const replaces = ({ method, path, query }: SeenRequest): boolean => method === 'PUT' && path.startsWith('/_api/document/') && !query.includes('onlyget');
export const imports = ({ path }: SeenRequest): boolean => path === '/_api/import';
export const queries = ({ path }: SeenRequest): boolean => path === '/_api/cursor';
export const reads = ({ query }: SeenRequest): boolean => query.includes('onlyget=true');
