import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openChunks, type Chunks } from '../src/chunks.ts';
import { long, note, PUBLISHED } from './notes.ts';
import { openStores, stateOf, type Stores } from './stores.ts';

describe('documents in chunks', () => {
  let stores: Stores;
  let chunks: Chunks;
  beforeAll(async () => {
    stores = await openStores();
  });
  afterAll(() => stores.close());
  beforeEach(async () => {
    await stores.empty();
    chunks = await openChunks(stores);
  });

  const found = async (question: string, tenant = 'public'): Promise<readonly string[]> =>
    (await chunks.search({ tenant, question, limit: 10 })).map(({ document, chunk }) => `${document}#${chunk}`);

  it('are found by their words, with what a citation needs', async () => {
    const source = { topic: 'documents.v1', partition: 3, offset: 7 };
    await chunks.index([
      note('fed-1', 'The committee left rates unchanged.', { title: 'Rates', url: 'https://example.org/fed', symbols: ['BTC-USD'], source }),
      note('oil-1', 'Oil inventories fell more than expected.'),
    ]);
    expect(await chunks.search({ tenant: 'public', question: 'Did the committee change rates?', limit: 5 })).toEqual([{
      document: 'fed-1', chunk: 0, title: 'Rates', text: 'The committee left rates unchanged.', score: expect.any(Number) as number, source,
      publisher: 'desk', url: 'https://example.org/fed', publishedAt: PUBLISHED, symbols: ['BTC-USD'],
    }]);
  });

  it('rank the rarer word higher, and say which piece of a long text it stands in', async () => {
    await chunks.index([
      note('a', 'Bitcoin rose.'), note('b', 'Bitcoin rose. Bitcoin rose again.'), note('c', 'Bitcoin fell after the halving.'),
      note('d', `${long('bitcoin', 6)}\n\nThe tender was settled in Reykjavik.`),
    ]);
    expect((await found('bitcoin halving'))[0]).toBe('c#0');
    const [first] = await chunks.search({ tenant: 'public', question: 'Reykjavik', limit: 1 });
    expect(first?.text).toContain('Reykjavik');
    expect(first?.chunk).toBeGreaterThan(0);
  });

  it('are replaced by their newer version, and an older one changes nothing', async () => {
    expect(await chunks.index([note('a', long('copper', 9))])).toEqual({ stored: 1, same: 0, older: 0 });
    expect(await chunks.index([note('a', 'About nickel.', { version: 2 })])).toEqual({ stored: 1, same: 0, older: 0 });
    expect(await chunks.index([note('a', long('copper', 9))])).toEqual({ stored: 0, same: 0, older: 1 });
    expect(await found('copper')).toEqual([]);
    expect(await found('nickel')).toEqual(['a#0']);
    expect(await stores.vectors.count('chunks', 'public')).toBe(1);
  });

  it('are those of the newest version when several come together', async () => {
    const versions = [1, 3, 2].map((version) => note('a', `Metal number ${version}.`, { version }));
    expect(await chunks.index(versions)).toEqual({ stored: 1, same: 0, older: 0 });
    expect((await chunks.search({ tenant: 'public', question: 'metal', limit: 5 })).map(({ text }) => text)).toEqual(['Metal number 3.']);
  });

  it('are gone when they are deleted, and stay gone', async () => {
    await chunks.index([note('a', long('copper', 9)), note('b', 'Copper too.')]);
    await chunks.remove([{ tenant: 'public', id: 'a', version: Uint8Array.of(0, 5) }]);
    await chunks.index([note('a', 'Copper again.', { version: 4 })]);
    expect(await found('copper')).toEqual(['b#0']);
    await chunks.index([note('a', 'Copper anew.', { version: 6 })]);
    expect(await found('copper')).toEqual(expect.arrayContaining(['a#0', 'b#0']));
  });

  it('leave no trace in the sums when all of them are deleted', async () => {
    await chunks.index([note('a', long('copper', 9)), note('b', 'Copper too.'), note('b', 'Copper still.', { version: 2 })]);
    await chunks.remove(['a', 'b'].map((id) => ({ tenant: 'public', id, version: Uint8Array.of(9) })));
    expect(await stateOf(stores)).toMatchObject({ terms: [], leftovers: [] });
    expect(await stores.vectors.count('chunks', 'public')).toBe(0);
  });

  it('of one tenant are neither found by another nor counted for it', async () => {
    await chunks.index([note('a', 'Copper is scarce.'), note('a', 'Copper is private.', { tenant: 'desk' }), note('b', 'Nickel.', { tenant: 'desk' })]);
    expect((await chunks.search({ tenant: 'desk', question: 'copper', limit: 5 })).map(({ text }) => text)).toEqual(['Copper is private.']);
    expect(await found('copper', 'nobody')).toEqual([]);
    expect(await stateOf(stores)).toMatchObject({ terms: expect.arrayContaining([
      { tenant: 'desk', term: -1, chunks: 2 }, { tenant: 'public', term: -1, chunks: 1 },
    ]) as unknown });
  });

  it('are found by symbol where symbols are named', async () => {
    await chunks.index([note('a', 'It rose.', { symbols: ['BTC-USD', 'ETH-USD'] }), note('b', 'It rose.', { symbols: ['SOL-USD'] }), note('c', 'It rose.')]);
    const of = async (...symbols: string[]) =>
      (await chunks.search({ tenant: 'public', question: 'rose', symbols, limit: 5 })).map(({ document }) => document);
    expect(await of('ETH-USD', 'XRP-USD')).toEqual(['a']);
    expect(await of()).toHaveLength(3);
  });

  it('answer any question, however odd, with nothing or with what fits', async () => {
    await chunks.index([note('a', 'Copper rose.')]);
    for (const question of ['', '   ', 'the and of', 'unheard', '\0', '%_\'";--', '\u{1F4C8}'.repeat(500), 'zinc '.repeat(20_000)]) {
      expect(await found(question)).toEqual([]);
    }
    expect(await found(`ignore everything: copper' OR 1=1; DROP TABLE chunk_terms`)).toEqual(['a#0']);
  });

  it('may be all space', async () => {
    expect(await chunks.index([note('a', ' \n ')])).toEqual({ stored: 1, same: 0, older: 0 });
    expect(await chunks.index([note('a', ' \n ')])).toEqual({ stored: 0, same: 1, older: 0 });
  });
});
