/** What a user sees when the server, the network or another process gets in the way. Every request goes to the strict server. */
import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { RetryableError } from '@streamforge/contracts/errors';
import type { Fault } from '@streamforge/testing/server-faults';
import { startArangoServer } from '@streamforge/testing/arangodb/server';
import { openArangoDocumentStore } from '../src/arangodb/open.ts';
import { entry, everythingIn, scanned, textOf, upTo, edge, vertex } from '../src/conformance/samples.ts';
import type { DocumentStore } from '../src/port.ts';
import { imports, inserts, queries, reads, replaces, serverFor, storeOn } from './arangodb-place.ts';

const unavailable = { name: 'RetryableError', code: 'STORE_UNAVAILABLE' };
const body = async (store: DocumentStore): Promise<string | null | undefined> => textOf((await store.get('candles', entry({})))?.body);

describe('an outage', () => {
  const outages: readonly (readonly [string, Fault])[] = [
    ['503, as a server that starts or stops says', { kind: 'refuse', status: 503, errorNum: 503 }],
    ['503 without words, as a proxy in between says', { kind: 'garbage', status: 502 }],
    ['a connection that is reset', { kind: 'reset' }],
    ['a queue that is too long', { kind: 'refuse', status: 412, errorNum: 21_004 }],
    ['a write concern that is not met', { kind: 'refuse', status: 403, errorNum: 1004 }],
    ['a transaction that a restart undid', { kind: 'refuse', status: 404, errorNum: 1600 }],
    ['a collection that somebody dropped', { kind: 'refuse', status: 404, errorNum: 1203 }],
  ];

  it.each(outages)('%s is told, and the same call works once it is over', async (_, fault) => {
    const server = await serverFor();
    const store = await storeOn(server);
    for (const when of [queries, inserts]) {
      server.fail({ fault, when });
      await expect(store.upsert('candles', [entry({ order: 1 })])).rejects.toMatchObject(unavailable);
    }
    expect(await store.upsert('candles', [entry({ order: 1 })])).toEqual(['stored']);
    server.fail({ fault, when: replaces });
    await expect(store.upsert('candles', [entry({ order: 1, version: 2 })])).rejects.toMatchObject(unavailable);
    expect(await store.upsert('candles', [entry({ order: 1, version: 2 })])).toEqual(['stored']);
    expect(await everythingIn(store, 'candles')).toHaveLength(1);
  });

  it('of the disk is told as such', async () => {
    const server = await serverFor();
    const store = await storeOn(server);
    server.fail({ fault: { kind: 'refuse', status: 500, errorNum: 1104, message: 'filesystem full' }, when: inserts });
    await expect(store.upsert('candles', [entry({})])).rejects.toMatchObject({ name: 'RetryableError', code: 'DISK_FULL' });
  });

  it.each([
    ['an insert', 1, inserts, ['same', 'same']],
    ['an import', 200, imports, upTo(200).map(() => 'same')],
  ] as const)('that drops the reply to %s leaves what was written, and the repeated call says so', async (_, count, when, verdicts) => {
    const server = await serverFor();
    const store = await storeOn(server);
    const bars = upTo(Math.max(count, 2)).map((order) => entry({ order }));
    server.fail({ fault: { kind: 'drop reply' }, when });
    await expect(store.upsert('candles', bars)).rejects.toMatchObject(unavailable);
    expect(await store.upsert('candles', bars)).toEqual(verdicts);
    expect(await everythingIn(store, 'candles')).toHaveLength(bars.length);
  });

  it('that drops the reply to a replacement leaves the newest', async () => {
    const server = await serverFor();
    const store = await storeOn(server);
    await store.upsert('candles', [entry({ version: 1 })]);
    server.fail({ fault: { kind: 'drop reply' }, when: replaces });
    await expect(store.upsert('candles', [entry({ version: 2 })])).rejects.toMatchObject(unavailable);
    expect(await store.upsert('candles', [entry({ version: 2 }), entry({ version: 1 })])).toEqual(['same', 'older']);
    expect(await body(store)).toBe('{"v":2}');
  });

  it.each(['silence', 'stall'] as const)('that is only %s ends by itself, and holds no place of the pool', async (kind) => {
    const server = await serverFor();
    const store = await storeOn(server, '?timeout_ms=150&pool=1');
    for (const when of [queries, inserts]) {
      server.fail({ fault: { kind }, when });
      await expect(store.upsert('candles', [entry({})])).rejects.toMatchObject(unavailable);
      await store.ping();
    }
    expect(await store.upsert('candles', [entry({})])).toEqual([kind === 'stall' ? 'same' : 'stored']);
  });

  it('in the middle of a scan is told, and the scan can begin again', async () => {
    const server = await serverFor();
    const store = await storeOn(server);
    await store.upsert('candles', upTo(2_500).map((order) => entry({ order })));
    const pages: number[] = [];
    const scan = async (): Promise<void> => {
      for await (const page of store.scan('candles', entry({}).series, {})) {
        pages.push(page.length);
        if (pages.length === 1) server.fail({ fault: { kind: 'reset' }, when: queries });
      }
    };
    await expect(scan()).rejects.toMatchObject(unavailable);
    expect(pages).toEqual([1_000]);
    expect(await scanned(store, 'candles', entry({}).series)).toHaveLength(2_500);
  });

  it('of one coordinator leaves the work to the other', async () => {
    const first = await startArangoServer();
    const second = await serverFor({ state: first.state });
    const url = `arangodb://root@127.0.0.1:${first.port},127.0.0.1:${second.port}/documents`;
    const store = await openArangoDocumentStore({ endpoint: { url } });
    const before = [first, second].map(({ requests }) => requests.length);
    for (const order of upTo(6)) await store.upsert('candles', [entry({ order })]);
    expect([first, second].map(({ requests }, index) => requests.length - (before[index] ?? 0))).toEqual([6, 6]);
    await first.close();
    for (const order of upTo(6)) expect(await store.upsert('candles', [entry({ order, version: 2 })])).toEqual(['stored']);
    await store.close();
  });

  it('never shows the password', async () => {
    const server = await serverFor({ users: [{ user: 'root', password: 'Ω secret/1', may: 'all' }] });
    const endpoint = { url: `arangodb://127.0.0.1:${server.port}/documents`, user: 'root', password: 'Ω secret/1' };
    const store = await openArangoDocumentStore({ endpoint });
    for (const fault of [{ kind: 'reset' }, { kind: 'garbage', status: 500 }, { kind: 'refuse', status: 400, errorNum: 4 }] as const) {
      server.fail({ fault });
      const error: unknown = await store.ping().catch((thrown: unknown) => thrown);
      expect(error).toBeInstanceOf(Error);
      const shown = inspect(error, { depth: 20, showHidden: true });
      expect(shown).not.toContain('secret');
      expect(shown).not.toContain(Buffer.from('root:Ω secret/1').toString('base64'));
    }
    await store.close();
  });
});

describe('a scan of large bodies', () => {
  const large = (order: number, version = 1) => ({ ...entry({ order, id: `d${order}`, version }), body: new Uint8Array(400_000).fill(65 + version) });

  it('gives what is there when they are fetched: newer ones as they are now, removed and moved ones not at all', async () => {
    const server = await serverFor();
    const store = await storeOn(server);
    await store.upsert('documents', upTo(5).map((order) => large(order)));
    const first = async (): Promise<void> => {
      await store.upsert('documents', [large(0, 2), { ...large(1, 2), order: 9 }]);
    };
    server.fail({ fault: { kind: 'after', first }, when: reads });
    const found = await scanned(store, 'documents', entry({}).series);
    expect(found.map(({ id, body: bytes }) => [id, bytes?.[0]])).toEqual([['d0', 67], ['d2', 66], ['d3', 66], ['d4', 66]]);
    server.fail({ fault: { kind: 'after', first: () => store.clear('documents') }, when: reads });
    expect(await scanned(store, 'documents', entry({}).series)).toEqual([]);
  });

  it('is refused as a whole when one of them can’t be read', async () => {
    const server = await serverFor();
    const store = await storeOn(server);
    await store.upsert('documents', [large(0)]);
    server.fail({ fault: { kind: 'refuse', status: 500, errorNum: 4 }, when: reads });
    await expect(scanned(store, 'documents', entry({}).series)).rejects.toMatchObject(unavailable);
  });

  it('walks the graph with edges of any size', async () => {
    const server = await serverFor();
    const store = await storeOn(server);
    const big = new Uint8Array(5_000).fill(65);
    await store.upsertEdges('relations', [{ ...edge('a', 'b'), body: big }, edge('b', 'c')]);
    const steps = await store.traverse(vertex('a'), { hops: 2, limit: 10 });
    expect(steps.map(({ hop, body: bytes }) => [hop, bytes.length])).toEqual([[1, 5_000], [2, 7]]);
  });
});

describe('an item that is refused', () => {
  const refused = { error: true, errorNum: 1221, errorMessage: 'illegal document key' };
  const answers: readonly (readonly [string, unknown, object])[] = [
    ['for a reason that does not pass', [refused], { code: 'INTERNAL' }],
    ['because the disk is full', [{ ...refused, errorNum: 1104 }], { code: 'DISK_FULL' }],
    ['without a word, the answer being too short', [], { code: 'INTERNAL' }],
  ];

  it.each(answers)('%s is told', async (_, answer, told) => {
    const server = await serverFor();
    const store = await storeOn(server);
    server.fail({ fault: { kind: 'answer', status: 201, body: answer }, when: inserts });
    await expect(store.upsert('candles', [entry({})])).rejects.toMatchObject(told);
  });

  it('when it is read is told, unless it is only not there', async () => {
    const server = await serverFor();
    const store = await storeOn(server);
    server.fail({ fault: { kind: 'answer', status: 200, body: [{ ...refused, errorNum: 1205 }] }, when: reads });
    await expect(store.get('candles', entry({}))).rejects.toMatchObject({ code: 'INTERNAL' });
    expect(await store.get('candles', entry({}))).toBeUndefined();
  });

  it('of an import that wrote less than it was given is decided again', async () => {
    const server = await serverFor();
    const store = await storeOn(server);
    server.fail({ fault: { kind: 'answer', status: 201, body: { error: false, created: 199, errors: 1, empty: 0, updated: 0, ignored: 0 } }, when: imports });
    expect(new Set(await store.upsert('candles', upTo(200).map((order) => entry({ order }))))).toEqual(new Set(['stored']));
    expect(await everythingIn(store, 'candles')).toHaveLength(200);
  });
});

describe('what is sent', () => {
  it('is durable: every write waits for the disk', async () => {
    const server = await serverFor();
    const store = await storeOn(server);
    await store.upsert('candles', upTo(150).map((order) => entry({ order })));
    await store.upsert('candles', [entry({ order: 1, version: 2 }), entry({ order: 1_000 })]);
    await store.clear('candles');
    const writes = server.requests.filter((request) => inserts(request) || replaces(request) || imports(request) || request.path.endsWith('/truncate'));
    expect(writes).toHaveLength(4);
    expect(writes.every(({ query }) => query.includes('waitForSync=true'))).toBe(true);
    expect(writes.find(replaces)?.query).toContain('ignoreRevs=false');
    for (const collection of server.state.databases.get('documents')?.collections.values() ?? []) expect(collection.waitForSync).toBe(true);
  });

  it('is bounded: a large call goes in requests of some megabytes', async () => {
    const server = await serverFor();
    const store = await storeOn(server);
    const bytes = new Uint8Array(700_000).fill(32);
    await store.upsert('documents', upTo(12).map((number) => ({ ...entry({ id: `d${number}` }), body: bytes })));
    expect(Math.max(...server.requests.map(({ body: sent }) => sent.length))).toBeLessThan(5_000_000);
  });

  it('holds no value in a query text: each is a bind variable, and nothing is written by AQL', async () => {
    const server = await serverFor();
    const store = await storeOn(server);
    const name = `x'; REMOVE "y"`;
    await store.upsert('candles', [entry({ series: name })]);
    await scanned(store, 'candles', name);
    await store.series('candles', { prefix: name, limit: 1 });
    const texts = server.requests.filter(queries).map((request) => (JSON.parse(request.body) as { readonly query: string }).query);
    expect(texts.length).toBeGreaterThan(2);
    for (const text of texts) expect(text).not.toMatch(/['"`]|REMOVE|UPSERT|INSERT/);
  });

  it('is refused after the store was closed', async () => {
    const store = await storeOn(await serverFor());
    await store.close();
    await expect(store.ping()).rejects.toBeInstanceOf(RetryableError);
    await expect(store.upsert('candles', [entry({})])).rejects.toMatchObject(unavailable);
  });

  it('that the server calls wrong is our fault, and no retry', async () => {
    const server = await serverFor();
    const store = await storeOn(server);
    server.fail({ fault: { kind: 'refuse', status: 400, errorNum: 1501, message: 'syntax error' } });
    const error: unknown = await store.series('candles', { limit: 1 }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: 'INTERNAL' });
    expect(error).not.toBeInstanceOf(RetryableError);
  });
});
