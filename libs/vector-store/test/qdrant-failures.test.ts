/** What a user sees when the server, the network or another process gets in the way. Every request goes to the strict server. */
import { inspect } from 'node:util';
import type { Fault } from '@streamforge/testing/server-faults';
import { describe, expect, it } from 'vitest';
import { chunk, everythingIn, idsOf, moment, randomVector, upTo } from '../src/conformance/samples.ts';
import { qdrantClient } from '../src/qdrant/client.ts';
import { qdrantCollections } from '../src/qdrant/collections.ts';
import { openQdrantVectorStore } from '../src/qdrant/open.ts';
import { qdrantReader } from '../src/qdrant/reader.ts';
import { qdrantSettings } from '../src/qdrant/settings.ts';
import { deletions, inserts, queries, reads, replaces, scrolls, serverFor, storeOn, urlOf } from './qdrant-place.ts';

const unavailable = { name: 'RetryableError', code: 'STORE_UNAVAILABLE' };
const one = (version = 1) => moment('one', randomVector(version), { version, payload: { version } });
const window = { name: 'window', dense: randomVector(1) };

describe('an outage', () => {
  const outages: readonly (readonly [string, Fault])[] = [
    ['503, as a server that starts or stops says', { kind: 'refuse', status: 503 }],
    ['502 without words, as a proxy in between says', { kind: 'garbage', status: 502 }],
    ['a connection that is reset', { kind: 'reset' }],
    ['too many requests', { kind: 'refuse', status: 429 }],
    ['an error of the server', { kind: 'refuse', status: 500, message: 'Service internal error: shard is not available' }],
    ['a collection that somebody dropped', { kind: 'refuse', status: 404, message: 'Not found: Collection `moments` doesn\'t exist!' }],
    ['an answer that is none', { kind: 'answer', status: 200, body: { status: 'ok' } }],
    ['a write that was not applied in time', { kind: 'answer', status: 200, body: { result: { operation_id: 1, status: 'wait_timeout' } } }],
  ];

  it.each(outages)('%s is told, and the same call works once it is over', async (_, fault) => {
    const server = await serverFor();
    const store = await storeOn(server);
    server.fail({ fault, when: inserts });
    await expect(store.upsert('moments', [one()])).rejects.toMatchObject(unavailable);
    expect(await store.upsert('moments', [one()])).toEqual(['stored']);
    server.fail({ fault, when: replaces });
    await expect(store.upsert('moments', [one(2)])).rejects.toMatchObject(unavailable);
    expect(await store.upsert('moments', [one(2)])).toEqual(['stored']);
    expect(await everythingIn(store, 'moments')).toHaveLength(1);
  });

  it('is told by every other call too', async () => {
    const server = await serverFor();
    const store = await storeOn(server);
    await store.upsert('moments', [moment('m', randomVector(1), { payload: { series: 's' } })]);
    const calls = [
      [reads, () => store.get('moments', { tenant: 'desk', id: 'm' })], [queries, () => store.search('moments', { tenant: 'desk', query: window, limit: 1 })],
      [scrolls, () => everythingIn(store, 'moments')], [deletions, () => store.deleteWhere('moments', 'desk', { series: 's' })],
      [() => true, () => store.ping()], [() => true, () => store.count('moments', 'desk')], [() => true, () => store.clear('moments')],
    ] as const;
    for (const [when, call] of calls) {
      server.fail({ fault: { kind: 'refuse', status: 503 }, when });
      await expect(call()).rejects.toMatchObject(unavailable);
      await call();
    }
  });

  it('of the disk is told as such, and a lost right as such', async () => {
    const server = await serverFor();
    const store = await storeOn(server);
    const message = 'Service runtime error: No space left on device: WAL buffer size exceeds available disk space';
    server.fail({ fault: { kind: 'refuse', status: 500, message }, when: inserts });
    await expect(store.upsert('moments', [one()])).rejects.toMatchObject({ name: 'RetryableError', code: 'DISK_FULL' });
    server.fail({ fault: { kind: 'refuse', status: 403 }, when: inserts });
    await expect(store.upsert('moments', [one()])).rejects.toMatchObject({ name: 'RetryableError', code: 'BACKEND_FORBIDDEN' });
  });

  it('that drops the reply leaves what was written, and the repeated call says so', async () => {
    const server = await serverFor();
    const store = await storeOn(server);
    const points = upTo(600).map((seed) => moment(`m${seed}`, randomVector(seed)));
    server.fail({ fault: { kind: 'drop reply' }, when: inserts });
    await expect(store.upsert('moments', points)).rejects.toMatchObject(unavailable);
    const verdicts = await store.upsert('moments', points);
    expect(verdicts.filter((verdict) => verdict === 'same')).toHaveLength(256);
    expect(verdicts.filter((verdict) => verdict === 'stored')).toHaveLength(344);
    server.fail({ fault: { kind: 'drop reply' }, when: replaces });
    const newer = moment('m7', randomVector(9), { version: 2 });
    await expect(store.upsert('moments', [newer])).rejects.toMatchObject(unavailable);
    expect(await store.upsert('moments', [newer])).toEqual(['same']);
  });

  it.each(['silence', 'stall'] as const)('that is only %s ends by itself', async (kind) => {
    const server = await serverFor();
    const store = await storeOn(server, '?timeout_ms=150');
    server.fail({ fault: { kind }, when: inserts });
    await expect(store.upsert('moments', [one()])).rejects.toMatchObject(unavailable);
    expect(await store.count('moments', 'desk')).toBeLessThanOrEqual(1);
  });

  it('never shows the key', async () => {
    const server = await serverFor({ keys: [{ key: 'hunter2', may: 'write' }] });
    const store = await openQdrantVectorStore({ endpoint: { url: urlOf(server), password: 'hunter2' } });
    for (const fault of [{ kind: 'reset' }, { kind: 'refuse', status: 503 }, { kind: 'refuse', status: 401 }] as const) {
      server.fail({ fault });
      const error: unknown = await store.ping().catch((thrown: unknown) => thrown);
      expect(inspect(error, { depth: 10 })).not.toContain('hunter2');
    }
    await store.close();
    await expect(store.ping()).rejects.toMatchObject(unavailable);
  });
});

describe('another process that writes the same points', () => {
  it('between reading and inserting is read again: the newest stays, each is told what became of it', async () => {
    const server = await serverFor();
    const [mine, other] = [await storeOn(server), await storeOn(server)];
    const points = (version: number, ids: readonly string[]) => ids.map((id) => moment(id, randomVector(version), { version }));
    server.fail({ fault: { kind: 'after', first: async () => { await other.upsert('moments', [...points(5, ['a']), ...points(1, ['b'])]); } }, when: inserts });
    expect(await mine.upsert('moments', points(3, ['a', 'b', 'c']))).toEqual(['older', 'stored', 'stored']);
    expect((await everythingIn(mine, 'moments')).map(({ version }) => version)).toEqual([5, 3, 3].flatMap((number) => points(number, ['x']).map(({ version }) => version)));
  });

  it('between reading and replacing is read again', async () => {
    const server = await serverFor();
    const [mine, other] = [await storeOn(server), await storeOn(server)];
    await mine.upsert('moments', [one(1)]);
    server.fail({ fault: { kind: 'after', first: async () => { await other.upsert('moments', [one(9)]); } }, when: replaces });
    expect(await mine.upsert('moments', [one(5)])).toEqual(['older']);
    server.fail({ fault: { kind: 'after', first: async () => { await other.upsert('moments', [one(10)]); } }, when: replaces });
    expect(await mine.upsert('moments', [one(11)])).toEqual(['stored']);
    expect((await mine.get('moments', one()))?.payload).toEqual({ version: 11 });
  });

  it('and deletes one meanwhile does not keep what comes after it out', async () => {
    const server = await serverFor();
    const [mine, other] = [await storeOn(server), await storeOn(server)];
    await mine.upsert('moments', [one(1)]);
    server.fail({ fault: { kind: 'after', first: () => other.clear('moments') }, when: replaces });
    expect(await mine.upsert('moments', [one(2)])).toEqual(['stored']);
  });

  it('without an end is told after some turns, and nothing is lost', async () => {
    const server = await serverFor();
    const [mine, other] = [await storeOn(server), await storeOn(server)];
    await mine.upsert('moments', [one(0)]);
    let version = 1;
    const first = async (): Promise<void> => {
      version += 1;
      const state = server.state.collections.get('moments');
      for (const [id, point] of state?.points ?? []) state?.points.set(id, { ...point, payload: { ...point.payload, version: version.toString(16).padStart(2, '0') } });
    };
    server.fail({ fault: { kind: 'after', first }, when: replaces, times: 50 });
    await expect(mine.upsert('moments', [one(1_000_000)])).rejects.toMatchObject(unavailable);
    expect(await other.count('moments', 'desk')).toBe(1);
  });

  it('made the collection with vectors of another length', async () => {
    const server = await serverFor();
    const [mine, other] = [await storeOn(server), await storeOn(server)];
    await mine.prepare('chunks', { meaning: 3 });
    await other.clear('chunks');
    await other.prepare('chunks', { meaning: 4 });
    const point = { ...chunk('c', { 1: 1 }), dense: { meaning: Float32Array.of(1, 2, 3) } };
    await expect(mine.upsert('chunks', [point])).rejects.toMatchObject({ name: 'TerminalError', code: 'VECTOR_SHAPE' });
    const late = await storeOn(server);
    server.fail({ fault: { kind: 'after', first: async () => { await other.clear('chunks'); } }, when: ({ path }) => path.endsWith('/vectors/meaning') });
    await expect(late.prepare('chunks', { meaning: 5 })).rejects.toMatchObject({ code: 'VECTOR_SHAPE' });
  });

  it('fixes the same length in the same moment, or another', async () => {
    const adds = ({ path }: { readonly path: string }): boolean => path.endsWith('/vectors/meaning');
    for (const [theirs, mine] of [[5, 5], [5, 6]] as const) {
      const server = await serverFor();
      const [store, other] = [await storeOn(server), await storeOn(server)];
      server.fail({ fault: { kind: 'after', first: () => other.prepare('chunks', { meaning: theirs }) }, when: adds });
      const prepared = store.prepare('chunks', { meaning: mine });
      if (theirs === mine) await prepared;
      else await expect(prepared).rejects.toMatchObject({ name: 'TerminalError', code: 'VECTOR_SHAPE' });
      expect(server.state.collections.get('chunks')?.dense.get('meaning')).toMatchObject({ size: theirs });
    }
    const store = await storeOn(await serverFor());
    await expect(store.prepare('chunks', { meaning: 65_537 })).rejects.toMatchObject({ code: 'REQUEST_INVALID' });
  });
});

describe('what is sent', () => {
  it('waits until it is done, in the server’s one order, and names the tenant wherever points are looked for', async () => {
    const server = await serverFor();
    const store = await storeOn(server);
    await store.upsert('chunks', [chunk('c', { 1: 1 }, { payload: { document: 'd' } })]);
    await store.search('chunks', { tenant: 'desk', query: { name: 'terms', sparse: { indices: Uint32Array.of(1), values: Float32Array.of(1) } }, filter: { document: 'd' }, limit: 3 });
    await store.count('chunks', 'desk');
    await store.deleteWhere('chunks', 'desk', { document: 'd' });
    const writes = server.requests.filter((request) => inserts(request) || deletions(request));
    expect(writes).toHaveLength(2);
    for (const { query } of writes) expect(new URLSearchParams(query)).toEqual(new URLSearchParams('wait=true&ordering=strong'));
    const looking = server.requests.filter(({ path }) => /\/(query|count|delete)$/.test(path));
    expect(looking).toHaveLength(4);
    for (const { body } of looking) expect(body).toContain('{"key":"tenant","match":{"value":"desk"}}');
  });

  it('is bounded: a large call goes in requests of some megabytes', async () => {
    const server = await serverFor();
    const store = await storeOn(server);
    const large = Object.fromEntries(upTo(20_000).map((term) => [term, 0.1]));
    await store.upsert('chunks', upTo(30).map((at) => chunk(`c${at}`, large)));
    const sent = server.requests.filter(inserts);
    expect(sent.length).toBeGreaterThan(2);
    for (const { body } of sent) expect(body.length).toBeLessThan(8_000_000);
  });

  it('asks for more where points tie for the last place, and once where they do not', async () => {
    const server = await serverFor();
    const store = await storeOn(server);
    await store.upsert('moments', [...upTo(300).map((at) => moment(`tie${at}`, randomVector(1))), moment('best', randomVector(2))]);
    const search = (limit: number) => store.search('moments', { tenant: 'desk', query: { name: 'window', dense: randomVector(2) }, limit });
    const sorted = upTo(300).map((at) => `tie${at}`).toSorted();
    expect(idsOf(await search(1))).toEqual(['best']);
    expect(server.requests.filter(queries)).toHaveLength(1);
    expect(idsOf(await search(4))).toEqual(['best', ...sorted.slice(0, 3)]);
    expect(server.requests.filter(queries).length).toBeGreaterThan(2);
  });

  it('keeps platforms apart by a prefix', async () => {
    const server = await serverFor();
    const [mine, other] = [await storeOn(server, '?prefix=desk.'), await storeOn(server)];
    await mine.upsert('moments', [one()]);
    expect(await other.count('moments', 'desk')).toBe(0);
    expect([...server.state.collections.keys()].toSorted()).toEqual(['chunks', 'desk.chunks', 'desk.moments', 'moments']);
  });

  it('reads everything in rounds that bound what is held, in order and each point once', async () => {
    const server = await serverFor();
    const store = await storeOn(server);
    await store.upsert('moments', upTo(230).map((seed) => moment(`${(seed * 37) % 230}`, randomVector(seed), { tenant: `t${seed % 4}` })));
    const qdrant = qdrantClient(qdrantSettings({ url: urlOf(server) }));
    const reader = qdrantReader(qdrant, qdrantCollections(qdrant), { scrollPoints: 7, roundKeys: 20, pagePoints: 6 });
    const pages = await Array.fromAsync(reader.everything('moments'));
    expect(Math.max(...pages.map(({ length }) => length))).toBe(6);
    expect(pages.flat()).toEqual(await everythingIn(store, 'moments'));
    await qdrant.close();
  });

  it('compares exactly where the URL says so', async () => {
    const server = await serverFor();
    const [walking, exact] = [await storeOn(server), await storeOn(server, '?exact=true')];
    for (const store of [walking, exact]) await store.search('moments', { tenant: 'desk', query: window, limit: 1 });
    expect(server.requests.filter(queries).map(({ body }) => (JSON.parse(body) as { params: unknown }).params)).toEqual([{ exact: false }, { exact: true }]);
  });

  it('that the server calls wrong is our fault, and no retry', async () => {
    const server = await serverFor();
    const store = await storeOn(server);
    server.fail({ fault: { kind: 'refuse', status: 400, message: 'Format error in JSON body: on purpose' } });
    await expect(store.ping()).rejects.toMatchObject({ name: 'StreamForgeError', code: 'INTERNAL' });
  });

  it('finds a point of somebody else’s to be none of ours', async () => {
    const server = await serverFor();
    const store = await storeOn(server);
    const id = '00000000-0000-4000-8000-000000000001';
    server.state.collections.get('moments')?.points.set(id, { id, dense: new Map(), sparse: new Map(), payload: { tenant: 'desk' } });
    await expect(everythingIn(store, 'moments')).rejects.toMatchObject({ code: 'BACKEND_MISMATCH' });
  });
});
