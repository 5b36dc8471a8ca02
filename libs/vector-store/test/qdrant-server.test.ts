/** What the strict protocol server refuses: what it lets through is what the adapter is known to send. */
import { describe, expect, it } from 'vitest';
import { serverFor } from './qdrant-place.ts';

type Asked = readonly [method: string, path: string, body?: unknown, headers?: Readonly<Record<string, string>>];
type Ask = (...asked: Asked) => Promise<{ readonly status: number; readonly result: unknown; readonly error: string | undefined }>;

const id = (number: number): string => `00000000-0000-4000-8000-${String(number).padStart(12, '0')}`;
const point = (number: number, payload: object = {}): object => ({ id: id(number), vector: { v: [number, 1] }, payload });

/** A server with a collection `c` of vectors `v` of two numbers and `s` of terms, with the points 1 and 2. */
const prepared = async (): Promise<Ask> => {
  const server = await serverFor({ keys: [{ key: 'k', may: 'write' }, { key: 'r', may: 'read' }] });
  const ask: Ask = async (method, path, body, headers = {}) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await fetch(`${server.url}${path}`, {
      method, headers: { 'api-key': 'k', ...(text !== undefined && { 'content-type': 'application/json' }), ...headers }, ...(text !== undefined && { body: text }),
    });
    const told = await answer.text();
    const parsed = (told.startsWith('{') ? JSON.parse(told) : {}) as { readonly result?: unknown; readonly status?: { readonly error?: string } };
    return { status: answer.status, result: parsed.result, error: parsed.status?.error };
  };
  await ask('PUT', '/collections/c', { vectors: { v: { size: 2, distance: 'Dot' } }, sparse_vectors: { s: {} } });
  await ask('PUT', '/collections/c/points?wait=true', { points: [point(1, { a: 'x', n: { b: ['y', 'z'] } }), point(2)] });
  return ask;
};

describe('the strict server refuses requests', () => {
  const put = (body: unknown): Asked => ['PUT', '/collections/c/points?wait=true', body];
  const query = (body: object): Asked => ['POST', '/collections/c/points/query', { query: [1, 1], using: 'v', ...body }];
  const refusals: readonly (readonly [string, number, Asked])[] = [
    ['on an unknown path', 404, ['GET', '/nonsense']],
    ['by a wrong method', 404, ['POST', '/collections/c']],
    ['with an unknown parameter', 400, ['GET', '/collections?verbose=true']],
    ['that do not wait', 400, ['PUT', '/collections/c/points?wait=false', { points: [point(3)] }]],
    ['of another content type', 400, ['PUT', '/collections/c/points?wait=true', '{}', { 'content-type': 'text/plain' }]],
    ['that are no JSON', 400, put('{"points":[}')],
    ['that are no map', 400, put([])],
    ['with half a surrogate pair', 400, put(`{"points":[{"id":"${id(3)}","vector":{},"payload":{"a":"\\ud800"}}]}`)],
    ['without a key', 401, ['GET', '/collections', undefined, { 'api-key': '' }]],
    ['with a wrong key', 401, ['GET', '/collections', undefined, { 'api-key': 'x' }]],
    ['to write with a key that may read', 403, [...put({ points: [point(3)] }), { 'api-key': 'r' }] as unknown as Asked],
    ['on an unknown collection', 404, ['POST', '/collections/none/points/count', {}]],
    ['to create a collection twice', 409, ['PUT', '/collections/c', {}]],
    ['to create a collection of an illegal name', 422, ['PUT', '/collections/a%2Fb', {}]],
    ['to create a collection with an unknown field', 400, ['PUT', '/collections/d', { vectros: {} }]],
    ['to create a vector of no size', 422, ['PUT', '/collections/d', { vectors: { v: { size: 0, distance: 'Dot' } } }]],
    ['to create a vector of an unknown distance', 400, ['PUT', '/collections/d', { vectors: { v: { size: 1, distance: 'dot' } } }]],
    ['to add a vector twice', 400, ['PUT', '/collections/c/vectors/v?wait=true', { dense: { size: 2, distance: 'Dot' } }]],
    ['to index something else than keywords', 400, ['PUT', '/collections/c/index?wait=true', { field_name: 'a', field_schema: { type: 'text' } }]],
    ['to write nothing', 400, put({ points: [] })],
    ['to write a point whose id is no UUID', 400, put({ points: [{ id: 'one', vector: {} }] })],
    ['to write a vector of another length', 400, put({ points: [{ id: id(3), vector: { v: [1] } }] })],
    ['to write a vector that does not exist', 400, put({ points: [{ id: id(3), vector: { w: [1, 2] } }] })],
    ['to write numbers beyond single precision', 400, put({ points: [{ id: id(3), vector: { v: [1e39, 0] } }] })],
    ['to write a term twice', 400, put({ points: [{ id: id(3), vector: { s: { indices: [1, 1], values: [1, 2] } } }] })],
    ['to write terms and weights of different number', 400, put({ points: [{ id: id(3), vector: { s: { indices: [1], values: [1, 2] } } }] })],
    ['to write in an unknown mode', 400, put({ points: [point(3)], update_mode: 'replace' })],
    ['to look by a range', 400, query({ filter: { must: [{ key: 'a', range: { gt: 1 } }] } })],
    ['to look for a number that is no integer', 400, query({ filter: { must: [{ key: 'a', match: { value: 1.5 } }] } })],
    ['to find none', 422, query({ limit: 0 })],
    ['to search without a name', 400, ['POST', '/collections/c/points/query', { query: [1, 1] }]],
    ['to count roughly', 400, ['POST', '/collections/c/points/count', { exact: false }]],
    ['to delete without a filter', 400, ['POST', '/collections/c/points/delete?wait=true', { points: [id(1)] }]],
  ];

  it.each(refusals)('%s', async (_, status, asked) => {
    const ask = await prepared();
    expect((await ask(...asked)).status).toBe(status);
    expect((await ask('POST', '/collections/c/points/count', {})).result).toEqual({ count: 2 });
  });
});

describe('the strict server', () => {
  const count = (ask: Ask, filter: object) => ask('POST', '/collections/c/points/count', { filter }).then(({ result }) => result);

  it('takes filters by what must, should and must not be', async () => {
    const ask = await prepared();
    const x = { key: 'a', match: { value: 'x' } };
    expect(await count(ask, {})).toEqual({ count: 2 });
    expect(await count(ask, { must: [x] })).toEqual({ count: 1 });
    expect(await count(ask, { must_not: [x] })).toEqual({ count: 1 });
    expect(await count(ask, { should: [x, { has_id: [id(2)] }] })).toEqual({ count: 2 });
    expect(await count(ask, { must: [{ key: 'n.b', match: { any: ['z', 'q'] } }, { must: [{ has_id: [id(1)] }] }] })).toEqual({ count: 1 });
    expect(await count(ask, { must: [{ key: 'a.b', match: { value: 'x' } }] })).toEqual({ count: 0 });
  });

  it('writes under conditions: by mode, and by what is stored', async () => {
    const ask = await prepared();
    const write = (body: object) => ask('PUT', '/collections/c/points?wait=true', body);
    const stored = async (number: number) => ((await ask('POST', '/collections/c/points', { ids: [id(number)] })).result as readonly { readonly payload: object }[])[0]?.payload;
    await write({ points: [point(1, { a: 'new' }), point(3, { a: 'new' })], update_mode: 'insert_only' });
    expect([await stored(1), await stored(3)]).toEqual([{ a: 'x', n: { b: ['y', 'z'] } }, { a: 'new' }]);
    const update = { points: [point(1, { a: 'newer' }), point(2, { a: 'newer' }), point(4)], update_filter: { must: [{ key: 'a', match: { value: 'x' } }] } };
    await write({ ...update, update_mode: 'update_only' });
    expect([await stored(1), await stored(2), await stored(4)]).toEqual([{ a: 'newer' }, {}, undefined]);
    await write(update);
    expect([await stored(1), await stored(4)]).toEqual([{ a: 'newer' }, {}]);
  });

  it('lists by id in pages, and gives the parts that are asked for', async () => {
    const ask = await prepared();
    const page = await ask('POST', '/collections/c/points/scroll', { limit: 1, with_payload: ['a'], with_vector: true });
    expect(page.result).toEqual({ points: [{ id: id(1), payload: { a: 'x' }, vector: { v: [1, 1] } }], next_page_offset: id(2) });
    expect((await ask('POST', '/collections/c/points/scroll', { offset: id(2), with_payload: false })).result).toEqual({ points: [{ id: id(2) }], next_page_offset: null });
  });
});
