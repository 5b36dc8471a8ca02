import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openHarness, type Harness } from './harness.ts';
import { barOf, MINUTE, storeBars, storeDeletion, storeDocuments } from './stored.ts';

const T = Date.UTC(2024, 0, 1);
const note = { id: 'note-1', title: 'Rates', text: 'The committee left rates unchanged.', publishedAt: T, symbols: ['BTC-USD'] };

describe('the service', () => {
  let harness: Harness;
  beforeAll(async () => {
    harness = await openHarness();
  });
  afterAll(() => harness.close());

  const found = async (question: string, tenant = 'public') => await harness.chunks.search({ tenant, question, limit: 5 });

  it('makes a document found, with the record it came from', async () => {
    await storeDocuments(harness.host.ports.documents, [note]);
    await harness.tell('documents.clean.v1', [note]);
    expect(await found('committee rates')).toMatchObject([{ document: 'note-1', text: note.text, source: { topic: 'documents.v1', partition: 0, offset: T } }]);
  });

  it('keeps what the store has, not what a record says', async () => {
    await storeDocuments(harness.host.ports.documents, [{ ...note, text: 'Corrected: rates were raised.', updatedAt: T + 5 }]);
    await harness.tell('documents.clean.v1', [note]);
    expect((await found('rates')).map(({ text }) => text)).toEqual(['Corrected: rates were raised.']);
  });

  it('deletes a document’s chunks by its tombstone, and an old text does not bring them back', async () => {
    await storeDeletion(harness.host.ports.documents, 'public', 'note-1', T + 1_000);
    await harness.bury('documents.clean.v1', 'public:note-1', new Date(T + 1_000).toISOString());
    await harness.tell('documents.clean.v1', [note]);
    expect(await found('rates')).toEqual([]);
  });

  it('refuses a tombstone that no document could have, and looks past one of a document that nobody stored', async () => {
    await harness.bury('documents.clean.v1', 'no tenant', new Date(T).toISOString());
    await harness.bury('documents.clean.v1', 'public:unheard', new Date(T).toISOString());
    await harness.tell('documents.clean.v1', [{ ...note, id: 'not-stored' }]);
    expect(await harness.codes('documents.clean.v1')).toEqual(['KEY_MISMATCH']);
  });

  it('makes a vector for every full window of every series in a batch, and finds moments alike', async () => {
    const bars = ['BTC-USD', 'ETH-USD'].flatMap((symbol) => Array.from({ length: 100 }, (_, n) => barOf(symbol, n)));
    await storeBars(harness.host.ports.documents, bars);
    await harness.tell('market.bars.v1', bars);
    expect(await harness.host.ports.vectors.count('moments', 'public')).toBe(2 * (100 - 31));
    const { moment, found: alike } = await harness.moments.similar({ exchange: 'local', symbol: 'BTC-USD', interval: '1m', limit: 3 });
    expect(moment.to).toBe(T + 99 * MINUTE);
    expect(alike[0]).toMatchObject({ symbol: 'ETH-USD', to: moment.to });
    expect(await harness.host.metrics.text()).toMatch(/streamforge_windows_total\{verdict="stored"\} 1[3-9]\d/);
  });

  it('is not held up by bars that nobody stored', async () => {
    await harness.tell('market.bars.v1', [barOf('NONE', 1)]);
    expect(await harness.codes('market.bars.v1')).toEqual([]);
  });
});

describe('an embeddings server that does not answer', () => {
  it('holds documents up, and no bars; its key is nowhere shown', async () => {
    const harness = await openHarness({ EMBEDDINGS_URL: 'http://127.0.0.1:9', EMBEDDINGS_API_KEY: 'secret-key', STREAMFORGE_DRAIN_SECONDS: '0' });
    const { documents, vectors, events } = harness.host.ports;
    await storeDocuments(documents, [note]);
    await events.produce('documents.clean.v1', [{ key: 'public:note-1', value: JSON.stringify(note) }]);
    const bars = Array.from({ length: 40 }, (_, n) => barOf('BTC-USD', n));
    await storeBars(documents, bars);
    await events.produce('market.bars.v1', bars.map((bar) => ({ key: 'local:BTC-USD:1m', value: JSON.stringify(bar) })));
    while (await vectors.count('moments', 'public') < 9) await new Promise((resolve) => setTimeout(resolve, 5));
    const readiness = async (): Promise<string> => (await harness.host.http.inject('/readyz?verbose')).body;
    while (!(await readiness()).includes('EMBEDDINGS_UNAVAILABLE')) await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await readiness()).not.toContain('secret-key');
    expect(await vectors.count('chunks', 'public')).toBe(0);
    await harness.close();
  });
});
