/** What the strict protocol server refuses: what it lets through is what the adapter is known to send. */
import { describe, expect, it } from 'vitest';
import { serverFor } from './arangodb-place.ts';

interface Answer {
  readonly status: number;
  readonly errorNum: number | undefined;
  readonly body: unknown;
  readonly codes: string | null;
}

type Ask = (method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>) => Promise<Answer>;

const root = `Basic ${Buffer.from('root:').toString('base64')}`;

/** A server with a collection of documents `c` and one of edges `e`, indexed by (series, at), and a graph `g`. */
const prepared = async (): Promise<Ask> => {
  const server = await serverFor({ databases: ['db'] });
  const ask: Ask = async (method, path, body, headers = {}) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await fetch(`${server.url}${path.startsWith('/_db') || path.startsWith('/root') ? path.replace(/^\/root/, '') : `/_db/db${path}`}`, {
      method,
      headers: { authorization: root, ...(text !== undefined && { 'content-type': 'application/json' }), ...headers },
      ...(text !== undefined && { body: text }),
    });
    const parsed: unknown = await answer.json();
    const { errorNum } = parsed as { readonly errorNum?: number };
    return { status: answer.status, errorNum, body: parsed, codes: answer.headers.get('x-arango-error-codes') };
  };
  await ask('POST', '/_api/collection', { name: 'c', type: 2, waitForSync: true });
  await ask('POST', '/_api/collection', { name: 'e', type: 3 });
  await ask('POST', '/_api/gharial', { name: 'g', edgeDefinitions: [{ collection: 'e', from: ['c'], to: ['c'] }] });
  return ask;
};

describe('the strict server refuses requests', () => {
  const refusals: readonly (readonly [string, number, number, Parameters<Ask>])[] = [
    ['on an unknown path', 404, 404, ['GET', '/_api/nonsense']],
    ['by a wrong method', 405, 405, ['DELETE', '/_api/version']],
    ['with an unknown parameter', 400, 10, ['GET', '/_api/version?verbose=true']],
    ['with a parameter that is no boolean', 400, 10, ['GET', '/_api/version?details=undefined']],
    ['with a documented parameter that it does not act on', 400, 10, ['POST', '/_api/document/c?returnNew=true', [{ _key: 'a' }]]],
    ['of another content type', 400, 10, ['POST', '/_api/document/c', '[]', { 'content-type': 'text/plain' }]],
    ['that are no JSON', 400, 600, ['POST', '/_api/document/c', '[{]']],
    ['without a user', 401, 11, ['GET', '/_api/version', undefined, { authorization: '' }]],
    ['with a wrong password', 401, 11, ['GET', '/_api/version', undefined, { authorization: `Basic ${Buffer.from('root:x').toString('base64')}` }]],
    ['on an unknown database', 404, 1228, ['GET', '/_db/other/_api/database/current']],
    ['on an unknown collection', 404, 1203, ['POST', '/_api/document/none', [{ _key: 'a' }]]],
    ['to create a database outside _system', 403, 1230, ['POST', '/_api/database', { name: 'x' }]],
    ['to create a database twice', 409, 1207, ['POST', '/root/_api/database', { name: 'db' }]],
    ['to create a database of an illegal name', 400, 1229, ['POST', '/root/_api/database', { name: '1db' }]],
    ['to drop an unknown database', 404, 1228, ['DELETE', '/root/_api/database/none']],
    ['to create a collection twice', 409, 1207, ['POST', '/_api/collection', { name: 'c' }]],
    ['to create a collection of an illegal name', 400, 1208, ['POST', '/_api/collection', { name: '_c' }]],
    ['to create a collection of an unknown type', 400, 10, ['POST', '/_api/collection', { name: 'x', type: 4 }]],
    ['to create a collection with an unknown attribute', 400, 10, ['POST', '/_api/collection', { name: 'x', durable: true }]],
    ['to create a collection without a name', 400, 10, ['POST', '/_api/collection', {}]],
    ['to create an index of another type', 400, 10, ['POST', '/_api/index?collection=c', { type: 'hash', fields: ['a'] }]],
    ['to create an index over nothing', 400, 10, ['POST', '/_api/index?collection=c', { type: 'persistent', fields: [] }]],
    ['to create an index over numbers', 400, 10, ['POST', '/_api/index?collection=c', { type: 'persistent', fields: [1] }]],
    ['to create an index of no collection', 400, 10, ['POST', '/_api/index', { type: 'persistent', fields: ['a'] }]],
    ['to create a graph twice', 409, 1925, ['POST', '/_api/gharial', { name: 'g' }]],
    ['to create a graph over documents', 400, 10, ['POST', '/_api/gharial', { name: 'h', edgeDefinitions: [{ collection: 'c', from: ['c'], to: ['c'] }] }]],
    ['for an unknown graph', 404, 1924, ['GET', '/_api/gharial/none']],
    ['to read without a list', 400, 10, ['PUT', '/_api/document/c?onlyget=true', { _key: 'a' }]],
    ['with an overwrite mode it does not know', 400, 10, ['POST', '/_api/document/c?overwriteMode=upsert', [{ _key: 'a' }]]],
    ['to insert one document under a taken key', 409, 1210, ['POST', '/_api/document/c', { _key: 'taken' }]],
    ['to import without a collection', 400, 10, ['POST', '/_api/import?type=documents', '{}']],
    ['to import tables', 400, 10, ['POST', '/_api/import?collection=c', '["a"]']],
    ['to import updates', 400, 10, ['POST', '/_api/import?collection=c&type=documents&onDuplicate=update', '{}']],
    ['for a batch of no cursor', 404, 1600, ['POST', '/_api/cursor/none', {}]],
    ['to drop no cursor', 404, 1600, ['DELETE', '/_api/cursor/none']],
    ['for batches of no size', 400, 10, ['POST', '/_api/cursor', { query: 'RETURN @a', bindVars: { a: 1 }, batchSize: 0 }]],
    ['with an unknown query option', 400, 10, ['POST', '/_api/cursor', { query: 'RETURN @a', bindVars: { a: 1 }, options: { fast: true } }]],
    ['with a documented query option that it does not act on', 400, 10, ['POST', '/_api/cursor', { query: 'RETURN @a', bindVars: { a: 1 }, ttl: 5 }]],
  ];

  it.each(refusals)('%s', async (_, status, errorNum, request) => {
    const ask = await prepared();
    await ask('POST', '/_api/document/c', { _key: 'taken' });
    expect(await ask(...request)).toMatchObject({ status, errorNum });
  });
});

describe('the strict server refuses queries', () => {
  const binds = { '@c': 'c', series: 's', live: [true] };
  const queries: readonly (readonly [string, number, string, object])[] = [
    ['that put a text into the query', 1501, `FOR d IN @@c FILTER d.series == 's' RETURN d`, { '@c': 'c' }],
    ['that put a number into the query', 1501, 'FOR d IN @@c FILTER d.series == 5 RETURN d', { '@c': 'c' }],
    ['that upsert', 1501, 'UPSERT { a: @a } INSERT { a: @a } UPDATE {} IN @@c', { '@c': 'c', a: 1 }],
    ['that remove', 1501, 'FOR d IN @@c REMOVE d IN @@c', { '@c': 'c' }],
    ['with a sign it does not know', 1501, 'FOR d IN @@c FILTER d.a ~ @series RETURN d', binds],
    ['that end too early', 1501, 'FOR d IN @@c', { '@c': 'c' }],
    ['that go on after RETURN', 1501, 'RETURN @a RETURN @a', { a: 1 }],
    ['with a clause of no subset', 1501, 'LET a = @a RETURN a', { a: 1 }],
    ['with a word where a sign belongs', 1501, 'FOR d OF @@c RETURN d', { '@c': 'c' }],
    ['with a keyword as a name', 1501, 'FOR filter IN @@c RETURN filter', { '@c': 'c' }],
    ['with an aggregate it does not know', 1501, 'FOR d IN @@c COLLECT s = d.series AGGREGATE x = STDDEV(d.at) RETURN s', { '@c': 'c' }],
    ['over several variables without a graph', 1501, 'FOR d, e IN @@c RETURN d', { '@c': 'c' }],
    ['in no direction of a graph', 1501, 'FOR v, e IN 1..1 ALONG @v GRAPH @g RETURN e', { v: 'c/1', g: 'g' }],
    ['to no depth of a graph', 1501, 'FOR v, e IN 1..@n ANY @v GRAPH @g RETURN e', { v: 'c/1', g: 'g', n: 2 }],
    ['that would read the whole collection', 1501, 'FOR d IN @@c FILTER d.unindexed == @series RETURN d', { '@c': 'c', series: 's' }],
    ['with a bind variable that has no value', 1551, 'FOR d IN @@c FILTER d._key == @key RETURN d', { '@c': 'c' }],
    ['with a value that no bind variable takes', 1552, 'FOR d IN @@c FILTER d._key == @key RETURN d', { '@c': 'c', key: 'a', more: 1 }],
    ['with a collection that is no name', 1203, 'FOR d IN @@c FILTER d._key == @key RETURN d', { '@c': 5, key: 'a' }],
    ['over an unknown collection', 1203, 'FOR d IN @@c FILTER d._key == @key RETURN d', { '@c': 'none', key: 'a' }],
    ['over an unknown graph', 1924, 'FOR v, e IN 1..1 ANY @v GRAPH @g RETURN e', { v: 'c/1', g: 'none' }],
    ['from a vertex that is no text', 1553, 'FOR v, e IN 1..1 ANY @v GRAPH @g RETURN e', { v: 5, g: 'g' }],
    ['over what is no list', 1563, 'FOR x IN @list RETURN x', { list: 5 }],
    ['with half a limit', 1553, 'FOR x IN @list LIMIT @n RETURN x', { list: [1], n: 0.5 }],
  ];

  it.each(queries)('%s', async (_, errorNum, query, bindVars) => {
    const ask = await prepared();
    const { status, errorNum: found } = await ask('POST', '/_api/cursor', { query, bindVars });
    expect([status >= 400, found]).toEqual([true, errorNum]);
  });
});

describe('the strict server', () => {
  it('refuses documents one by one, and says which errors there were', async () => {
    const ask = await prepared();
    const good = '{"_key":"a","x":1}';
    const { status, body, codes } = await ask('POST', '/_api/document/c', [
      JSON.parse(good), JSON.parse(good), { _key: 'no/slash' }, { _key: 'x'.repeat(255) }, { x: 1 }, 5, { _key: 'b', _from: 'c/1', _to: 'c/2' }, { _key: 'u', _x: 1 },
    ]);
    expect(status).toBe(201);
    expect((body as readonly { readonly errorNum?: number }[]).map(({ errorNum }) => errorNum)).toEqual([undefined, 1210, 1221, 1221, 1221, 1227, 10, 10]);
    expect(codes).toBe('1210:1,1221:3,1227:1,10:2');
    expect((await ask('POST', '/_api/document/e', [{ _key: 'a' }, { _key: 'b', _from: 'c/1', _to: 'nowhere' }])).codes).toBe('1233:2');
    expect((await ask('POST', '/_api/document/e', [{ _key: 'c', _from: 'c/1', _to: 'c/none' }])).status).toBe(202);
  });

  it('changes the revision with every write, and replaces only what has the one that is named', async () => {
    const ask = await prepared();
    const revisionOf = ({ body }: Answer): string | undefined => (body as readonly { readonly _rev?: string }[])[0]?.['_rev'];
    const first = revisionOf(await ask('POST', '/_api/document/c', [{ _key: 'a' }]));
    const replace = (rev: string | undefined, query = '?ignoreRevs=false') => ask('PUT', `/_api/document/c${query}`, [{ _key: 'a', _rev: rev, x: 1 }]);
    const second = revisionOf(await replace(first));
    expect(second).not.toBe(first);
    const conflict = await replace(first);
    expect([conflict.status, conflict.codes, revisionOf(conflict)]).toEqual([201, '1200:1', second]);
    expect((await replace(first, '')).codes).toBeNull();
    expect((await ask('PUT', '/_api/document/c?ignoreRevs=false', [{ _key: 'none', _rev: first }, 5])).codes).toBe('1202:1,1227:1');
    const search = [{ _key: 'a', _rev: first }, { _key: 'a', x: 1 }, 'a', 'none', 5];
    expect((await ask('PUT', '/_api/document/c?onlyget=true&ignoreRevs=false', search)).codes).toBe('1200:1,10:1,1202:1,1205:1');
  });

  it('tells with `silent` only what failed, so that nobody can say whose errors they are', async () => {
    const ask = await prepared();
    expect((await ask('POST', '/_api/document/c?silent=true', [{ _key: 'a' }])).body).toEqual({});
    expect((await ask('POST', '/_api/document/c?silent=true', [{ _key: 'b' }, { _key: 'a' }])).body).toMatchObject([{ errorNum: 1210 }]);
  });

  it('leaves or replaces a taken key, as the mode says', async () => {
    const ask = await prepared();
    const stored = async () => (await ask('PUT', '/_api/document/c?onlyget=true', ['a'])).body;
    await ask('POST', '/_api/document/c', { _key: 'a', x: 1 });
    await ask('POST', '/_api/document/c?overwriteMode=ignore', [{ _key: 'a', x: 2 }]);
    expect(await stored()).toMatchObject([{ x: 1 }]);
    await ask('POST', '/_api/document/c?overwriteMode=replace', [{ _key: 'a', x: 3 }]);
    expect(await stored()).toMatchObject([{ x: 3 }]);
  });

  it('imports lines, all or nothing where it is told so', async () => {
    const ask = await prepared();
    const lines = (...keys: readonly string[]): string => `${keys.map((key) => `{"_key":"${key}"}`).join('\r\n')}\r\n`;
    const send = (query: string, text: string) => ask('POST', `/_api/import?collection=c&type=documents${query}`, text, { 'content-type': 'application/octet-stream' });
    expect((await send('', lines('a', 'b'))).body).toMatchObject({ created: 2, errors: 0, empty: 0 });
    expect((await send('&details=true', `${lines('b')}\r\n${lines('c')}`)).body).toMatchObject({ created: 1, errors: 1, empty: 1, details: [expect.stringContaining('position 0')] });
    expect(await send('&complete=true', lines('d', 'a'))).toMatchObject({ status: 409, errorNum: 1210 });
    expect((await ask('PUT', '/_api/document/c?onlyget=true', ['d'])).codes).toBe('1202:1');
    expect((await send('&onDuplicate=ignore', lines('a', 'e'))).body).toMatchObject({ created: 1, ignored: 1 });
    expect((await send('&onDuplicate=replace', lines('a'))).body).toMatchObject({ updated: 1 });
  });

  it('answers in batches and forgets a cursor that is read to its end', async () => {
    const ask = await prepared();
    const first = await ask('POST', '/_api/cursor', { query: 'FOR x IN @list RETURN x', bindVars: { list: [1, 2, 3] }, batchSize: 2 });
    expect(first).toMatchObject({ status: 201, body: { result: [1, 2], hasMore: true } });
    const { id } = first.body as { readonly id: string };
    expect((await ask('POST', `/_api/cursor/${id}`)).body).toMatchObject({ result: [3], hasMore: false });
    expect(await ask('POST', `/_api/cursor/${id}`)).toMatchObject({ errorNum: 1600 });
  });

  it('compares text by language: an adapter that rests on bytes is found out', async () => {
    const ask = await prepared();
    const sorted = async (direction: string) => (await ask('POST', '/_api/cursor', {
      query: `FOR x IN @list SORT x ${direction} RETURN x`, bindVars: { list: ['b', 'B', 'a', 'é', 'z', null, 5, true, [1], { a: 1 }] },
    })).body;
    expect(await sorted('ASC')).toMatchObject({ result: [null, true, 5, 'a', 'b', 'B', 'é', 'z', [1], { a: 1 }] });
    expect(await sorted('DESC')).toMatchObject({ result: [{ a: 1 }, [1], 'z', 'é', 'B', 'b', 'a', 5, true, null] });
  });

  it('walks the paths of a graph, an edge once on each', async () => {
    const ask = await prepared();
    await ask('POST', '/_api/document/c', [{ _key: 'b' }]);
    await ask('POST', '/_api/document/e', [['1', 'a', 'b'], ['2', 'b', 'a'], ['3', 'a', 'a']].map(([key, from, to]) => ({ _key: key, _from: `c/${from}`, _to: `c/${to}` })));
    const walk = async (depths: string, direction: string) => (await ask('POST', '/_api/cursor', {
      query: `FOR v, e IN ${depths} ${direction} @start GRAPH @g SORT e._key ASC RETURN { key: e._key, vertex: v._key }`, bindVars: { start: 'c/a', g: 'g' },
    })).body;
    expect(await walk('1..1', 'OUTBOUND')).toMatchObject({ result: [{ key: '1', vertex: 'b' }, { key: '3', vertex: null }] });
    expect(await walk('1..1', 'INBOUND')).toMatchObject({ result: [{ key: '2', vertex: 'b' }, { key: '3', vertex: null }] });
    expect(await walk('1..1', 'ANY')).toMatchObject({ result: [{ key: '1' }, { key: '2' }, { key: '3' }, { key: '3' }] });
    expect(await walk('2..2', 'OUTBOUND')).toMatchObject({ result: [{ key: '1' }, { key: '2' }] });
  });

  it('computes what its subset of AQL says', async () => {
    const ask = await prepared();
    const result = async (query: string, bindVars: object) => ((await ask('POST', '/_api/cursor', { query, bindVars })).body as { readonly result: unknown }).result;
    const list = [{ g: 'x', n: 1 }, { g: 'y', n: 2 }, { g: 'x', n: 3 }, { g: 'y' }];
    expect(await result('FOR d IN @list COLLECT g = d.g AGGREGATE c = COUNT(d.n), low = MIN(d.n), high = MAX(d.n) RETURN { g: g, c: c, low: low, high: high }', { list }))
      .toEqual([{ g: 'x', c: 2, low: 1, high: 3 }, { g: 'y', c: 2, low: 2, high: 2 }]);
    const keep = (condition: string, more: object = {}) => result(`FOR d IN @list FILTER ${condition} RETURN d.n`, { list, ...more });
    expect(await keep('d.n > @a AND d.n <= @b', { a: 1, b: 3 })).toEqual([2, 3]);
    expect(await keep('d.n < @a OR d.n >= @b', { a: 1, b: 3 })).toEqual([3, null]);
    expect(await keep('(d.g != @g)', { g: 'x' })).toEqual([2, null]);
    expect(await keep('d.g IN @g', { g: ['y'] })).toEqual([2, null]);
    expect(await keep('d.g NOT IN @g', { g: ['y'] })).toEqual([1, 3]);
    expect(await keep('d.g NOT IN @g', { g: 5 })).toEqual([1, 2, 3, null]);
    expect(await keep('d.g IN @g', { g: ['a', 'b', 'c', 'd', 'e', 'f', 'g', 'x'] })).toEqual([1, 3]);
    expect(await result('FOR d IN @list LIMIT @n RETURN d.n == @one ? d.g : null', { list, n: 2, one: 1 })).toEqual(['x', null]);
    expect(await result('FOR d IN @list LIMIT @n RETURN d.g.deeper', { list, n: 0 })).toEqual([]);
  });
});
