/** A strict server and a store on it, for the length of a test. */
import type { SeenRequest } from '@streamforge/testing/server-faults';
import { startQdrantServer, type QdrantServer, type QdrantServerOptions } from '@streamforge/testing/qdrant/server';
import { onTestFinished } from 'vitest';
import type { VectorStore } from '../src/port.ts';
import { openQdrantVectorStore } from '../src/qdrant/open.ts';

export const serverFor = async (options: QdrantServerOptions = {}): Promise<QdrantServer> => {
  const server = await startQdrantServer(options);
  onTestFinished(() => server.close());
  return server;
};

export const urlOf = ({ port }: QdrantServer, parameters = ''): string => `qdrant://127.0.0.1:${port}${parameters}`;

export const storeOn = async (server: QdrantServer, parameters = ''): Promise<VectorStore> => {
  const store = await openQdrantVectorStore({ endpoint: { url: urlOf(server, parameters) } });
  onTestFinished(() => store.close());
  return store;
};

/** Kinds of requests, for faults and counts. */
export const inserts = ({ method, body }: SeenRequest): boolean => method === 'PUT' && body.includes('"insert_only"');
export const replaces = ({ method, body }: SeenRequest): boolean => method === 'PUT' && body.includes('"update_only"');
export const reads = ({ method, path }: SeenRequest): boolean => method === 'POST' && path.endsWith('/points');
export const queries = ({ path }: SeenRequest): boolean => path.endsWith('/query');
export const scrolls = ({ path }: SeenRequest): boolean => path.endsWith('/scroll');
export const deletions = ({ path }: SeenRequest): boolean => path.endsWith('/delete');
