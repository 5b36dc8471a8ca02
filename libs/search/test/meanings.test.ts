import { RetryableError } from '@streamforge/contracts/errors';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openChunks } from '../src/chunks.ts';
import { openAiEmbedder } from '../src/openai-embedder.ts';
import { openEmbeddingsServer, type EmbeddingsServer } from './embeddings-server.ts';
import { long, note } from './notes.ts';
import { openStores, type Stores } from './stores.ts';

describe('with an embeddings server', () => {
  let stores: Stores;
  let server: EmbeddingsServer;
  beforeAll(async () => {
    [stores, server] = await Promise.all([openStores(), openEmbeddingsServer()]);
  });
  afterAll(() => Promise.all([stores.close(), server.close()]));
  beforeEach(async () => {
    await stores.empty();
    server.fail(undefined);
    server.answer(undefined);
    server.requests.length = 0;
  });

  const dense = () => openAiEmbedder({ url: server.url, model: 'words', apiKey: 'key', atOnce: 2 });
  const documents = [note('sky', 'Thunder over the harbour; a storm is near.'), note('fed', 'The bank left interest unchanged.'), note('cu', long('copper', 9))];

  it('documents are found by what is meant, also where no word is the same', async () => {
    const chunks = await openChunks({ ...stores, dense: dense() });
    await chunks.index(documents);
    const [first] = await chunks.search({ tenant: 'public', question: 'weather', limit: 3 });
    expect(first?.document).toBe('sky');
    expect(await (await openChunks(stores)).search({ tenant: 'public', question: 'weather', limit: 3 })).toEqual([]);
  });

  it('both rankings count: what fits by words and by meaning comes first', async () => {
    const chunks = await openChunks({ ...stores, dense: dense() });
    await chunks.index([note('a', 'The storm was calm.'), note('b', 'Rainfall in the harbour.'), note('c', 'A harbour of the mine.')]);
    const found = await chunks.search({ tenant: 'public', question: 'rainfall harbour', limit: 3 });
    expect(found[0]?.document).toBe('b');
    expect(found).toHaveLength(3);
  });

  it('texts are sent a few at a time, with the key, and not again when they are redelivered', async () => {
    const chunks = await openChunks({ ...stores, dense: dense() });
    await chunks.index(documents);
    const sent = server.requests.length;
    expect(server.requests.every(({ path, authorization, texts }) => path === '/v1/embeddings' && authorization === 'Bearer key' && texts <= 2)).toBe(true);
    await chunks.index(documents);
    expect(server.requests).toHaveLength(sent);
  });

  it('that does not answer, documents wait and questions are answered by words', async () => {
    const told: unknown[] = [];
    const chunks = await openChunks({ ...stores, dense: dense(), onDegraded: (error) => told.push(error) });
    await chunks.index(documents.slice(0, 1));
    server.fail(503);
    await expect(chunks.index(documents)).rejects.toBeInstanceOf(RetryableError);
    expect((await chunks.search({ tenant: 'public', question: 'storm', limit: 3 })).map(({ document }) => document)).toEqual(['sky']);
    expect(told).toMatchObject([{ code: 'EMBEDDINGS_UNAVAILABLE' }]);
    server.fail(undefined);
    expect(await chunks.index(documents)).toEqual({ stored: 0, same: 3, older: 0 });
    expect((await chunks.search({ tenant: 'public', question: 'metal', limit: 1 }))[0]?.document).toBe('cu');
  });

  it('a refusal says whose fault it is', async () => {
    const codes: unknown[] = [];
    for (const status of [400, 401, 404, 429, 500]) {
      server.fail(status);
      const error: unknown = await dense().embed(['x']).catch((cause: unknown) => cause);
      codes.push([status, (error as RetryableError).code, error instanceof RetryableError]);
    }
    expect(codes).toEqual([
      [400, 'EMBEDDINGS_REFUSED', false], [401, 'EMBEDDINGS_REFUSED', true], [404, 'EMBEDDINGS_UNAVAILABLE', true],
      [429, 'EMBEDDINGS_UNAVAILABLE', true], [500, 'EMBEDDINGS_UNAVAILABLE', true],
    ]);
    await expect(openAiEmbedder({ url: 'http://127.0.0.1:9', model: 'words' }).embed(['x'])).rejects.toMatchObject({ code: 'EMBEDDINGS_UNAVAILABLE' });
  });

  it('an answer that is none is refused', async () => {
    for (const body of ['{}', '{"data":[]}', '{"data":[{"index":1,"embedding":[1]}]}', '{"data":[{"index":0,"embedding":["1"]}]}', '{"data":[{"index":0,"embedding":[]}]}']) {
      server.answer(body);
      await expect(dense().embed(['x'])).rejects.toMatchObject({ code: 'EMBEDDINGS_REFUSED' });
    }
    server.answer('not JSON');
    await expect(dense().embed(['x'])).rejects.toMatchObject({ code: 'EMBEDDINGS_UNAVAILABLE' });
  });
});
