/** What a user is told when a store can't be opened: one code, the place, the cause, never a secret. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeCertificates, type CertificateFiles } from '@streamforge/backends/certificates';
import type { Endpoint } from '@streamforge/contracts/endpoint';
import { RetryableError, StreamForgeError, TerminalError } from '@streamforge/contracts/errors';
import { vectorCollections } from '@streamforge/contracts/vector-collections';
import { systemClock } from '@streamforge/determinism/clock';
import { freePort } from '@streamforge/testing/free-port';
import { wrongServer } from '@streamforge/testing/wrong-server';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { moment, randomVector } from '../src/conformance/samples.ts';
import { diagnoseQdrant } from '../src/qdrant/diagnose.ts';
import { qdrantFailure } from '../src/qdrant/failure.ts';
import { openQdrantVectorStore } from '../src/qdrant/open.ts';
import { pointId } from '../src/qdrant/point-id.ts';
import { qdrantSettings } from '../src/qdrant/settings.ts';
import { serverFor, urlOf } from './qdrant-place.ts';

const opening = async (endpoint: Endpoint, openWithinMs?: number): Promise<StreamForgeError> => {
  const opened = openQdrantVectorStore({ endpoint, ...(openWithinMs !== undefined && { openWithinMs }) });
  const error: unknown = await opened.then(async (store) => { await store.close(); }, (thrown: unknown) => thrown);
  if (!(error instanceof StreamForgeError)) throw new Error(`opened, or failed with ${String(error)}`);
  expect(error.message).not.toContain('hunter2');
  return error;
};

const listening = async (answers: 'http' | 'noise' | 'nothing'): Promise<number> => {
  const server = await wrongServer(answers);
  onTestFinished(() => server.close());
  return server.port;
};

const at = (port: number): Endpoint => ({ url: `qdrant://127.0.0.1:${port}`, password: 'hunter2' });
const keys = [{ key: 'hunter2', may: 'write' }, { key: 'looks-only', may: 'read' }] as const;

describe('opening says what is wrong', () => {
  it('nobody listens, or answers, or knows the name', async () => {
    const port = await freePort();
    const error = await opening(at(port));
    expect(error).toMatchObject({ name: 'RetryableError', code: 'BACKEND_UNREACHABLE' });
    expect(error.message).toContain(`127.0.0.1:${port}`);
    expect(await opening({ url: 'qdrant://nowhere.invalid:6333' })).toMatchObject({ code: 'BACKEND_UNREACHABLE' });
    expect((await opening(at(await listening('nothing')), 200)).message).toContain('200 ms');
    expect(await opening({ url: `qdrant://127.0.0.1:${await listening('nothing')}?timeout_ms=100` })).toMatchObject({ code: 'BACKEND_UNREACHABLE' });
  });

  it('a key that is wrong, missing, or may only read where something is missing', async () => {
    const server = await serverFor({ keys });
    expect(await opening({ url: urlOf(server), password: 'wrong' })).toMatchObject({ code: 'BACKEND_CREDENTIALS' });
    expect(await opening({ url: urlOf(server) })).toMatchObject({ code: 'BACKEND_CREDENTIALS' });
    expect(await opening({ url: urlOf(server), password: 'looks-only' })).toMatchObject({ code: 'BACKEND_FORBIDDEN' });
    const writer = await openQdrantVectorStore({ endpoint: at(server.port) });
    await writer.upsert('moments', [moment('m', randomVector(1))]);
    await writer.close();
    const reader = await openQdrantVectorStore({ endpoint: { url: `qdrant://:looks-only@127.0.0.1:${server.port}` } });
    expect(await reader.count('moments', 'desk')).toBe(1);
    await expect(reader.upsert('moments', [moment('n', randomVector(1))])).rejects.toMatchObject({ name: 'RetryableError', code: 'BACKEND_FORBIDDEN' });
    await reader.close();
  });

  it('another server: HTTP without Qdrant, no HTTP, a proxy, a redirect, an old version', async () => {
    for (const kind of ['http', 'noise'] as const) expect(await opening(at(await listening(kind)))).toMatchObject({ code: 'BACKEND_MISMATCH' });
    const proxy = await serverFor();
    for (const status of [301, 400]) {
      proxy.fail({ fault: { kind: 'garbage', status } });
      expect((await opening({ url: urlOf(proxy) })).code).toMatch(/^(BACKEND_MISMATCH|INTERNAL)$/);
    }
    for (const version of ['1.17.1', '0.11.0', 'dev']) expect(await opening({ url: urlOf(await serverFor({ version })) })).toMatchObject({ code: 'BACKEND_MISMATCH' });
    const next = await openQdrantVectorStore({ endpoint: { url: urlOf(await serverFor({ version: '2.0.0' })) } });
    await next.close();
  });

  it('a collection that can’t hold what ours holds', async () => {
    const server = await serverFor();
    const make = async (body: object): Promise<void> => {
      await fetch(`${server.url}/collections/moments`, { method: 'DELETE' });
      await fetch(`${server.url}/collections/moments`, { method: 'PUT', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    };
    await make({ vectors: { window: { size: 64, distance: 'Cosine' } } });
    expect(await opening({ url: urlOf(server) })).toMatchObject({ code: 'BACKEND_MISMATCH', message: expect.stringContaining('Cosine') as unknown });
    await make({ vectors: { window: { size: 32, distance: 'Dot' } } });
    expect(await opening({ url: urlOf(server) })).toMatchObject({ name: 'TerminalError', code: 'VECTOR_SHAPE' });
    await make({});
    expect(await opening({ url: urlOf(server) })).toMatchObject({ code: 'VECTOR_SHAPE' });
  });

  it('an outage in the middle, and nothing is left half made', async () => {
    const server = await serverFor();
    for (const path of ['/collections/moments', '/collections/chunks', '/collections/chunks/index']) {
      server.fail({ fault: { kind: 'refuse', status: 503 }, when: (request) => request.path === path && request.method === 'PUT' });
      expect(await opening({ url: urlOf(server) })).toMatchObject({ name: 'RetryableError', code: 'STORE_UNAVAILABLE' });
    }
    const store = await openQdrantVectorStore({ endpoint: { url: urlOf(server) } });
    await store.close();
    expect([...server.state.collections.get('chunks')?.indexes ?? []]).toEqual([
      ['tenant', { type: 'keyword', is_tenant: true }], ...vectorCollections.chunks.filters.map((field) => [`labels.${field}`, { type: 'keyword' }]),
    ]);
  });

  it('nothing of what another process made in the same moment', async () => {
    const server = await serverFor();
    const stores = await Promise.all([1, 2, 3].map(() => openQdrantVectorStore({ endpoint: { url: urlOf(server) } })));
    for (const store of stores) await store.close();
    server.state.collections.clear();
    const first = async (): Promise<void> => { await (await openQdrantVectorStore({ endpoint: { url: urlOf(server) } })).close(); };
    server.fail({ fault: { kind: 'after', first }, when: ({ method, path }) => method === 'PUT' && path === '/collections/moments' });
    await first();
    expect(server.state.collections.size).toBe(2);
  });
});

describe('opening an encrypted server', () => {
  let files: CertificateFiles;
  const pem = (file: string | undefined): Promise<string> => readFile(file ?? '', 'utf8');

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'streamforge-qdrant-'));
    files = await makeCertificates(folder);
    return () => rm(folder, { recursive: true, force: true });
  });

  const encrypted = async (cert: string, key: string, ca?: string) =>
    serverFor({ keys, tls: { cert: await pem(cert), key: await pem(key), ...(ca !== undefined && { ca: await pem(ca) }) } });
  const tls = (port: number): Endpoint => ({ url: `qdrant+tls://127.0.0.1:${port}`, password: 'hunter2' });

  it('works with the authority that signed it, and with our own certificate where the server asks for one', async () => {
    const ca = await pem(files.ca);
    const { port } = await encrypted(files.serverCert, files.serverKey);
    const store = await openQdrantVectorStore({ endpoint: { ...tls(port), ca } });
    expect(await store.upsert('moments', [moment('m', randomVector(1))])).toEqual(['stored']);
    await store.close();
    const mutual = await encrypted(files.serverCert, files.serverKey, files.ca);
    const own = { cert: await pem(files.clients['app']?.cert), key: await pem(files.clients['app']?.key) };
    const known = await openQdrantVectorStore({ endpoint: { ...tls(mutual.port), ca, ...own } });
    await known.close();
    expect((await opening({ ...tls(mutual.port), ca })).code).toMatch(/^BACKEND_(UNTRUSTED|UNREACHABLE|MISMATCH)$/);
  });

  it('is refused with another authority, with none, and when the certificate expired', async () => {
    const { port } = await encrypted(files.serverCert, files.serverKey);
    expect(await opening({ ...tls(port), ca: await pem(files.strangerCa) })).toMatchObject({ code: 'BACKEND_UNTRUSTED' });
    expect(await opening(tls(port))).toMatchObject({ code: 'BACKEND_UNTRUSTED' });
    const expired = await encrypted(files.expiredServerCert, files.expiredServerKey);
    expect(await opening({ ...tls(expired.port), ca: await pem(files.ca) })).toMatchObject({ code: 'BACKEND_UNTRUSTED' });
  });

  it('is told when the server does not encrypt, or only it does', async () => {
    expect(await opening(tls((await serverFor()).port))).toMatchObject({ code: 'BACKEND_MISMATCH' });
    const { port } = await encrypted(files.serverCert, files.serverKey);
    expect((await opening(at(port))).code).toMatch(/^BACKEND_(MISMATCH|UNREACHABLE)$/);
  });
});

describe('the settings', () => {
  const refused = (url: string, more: Partial<Endpoint> = {}): string => {
    try {
      qdrantSettings({ url, password: 'hunter2', ...more });
    } catch (error) {
      if (!(error instanceof TerminalError)) throw error;
      expect(error.code).toBe('CONFIG_INVALID');
      expect(error.message).not.toContain('hunter2');
      return error.message;
    }
    throw new Error(`${url} was taken`);
  };

  it('are read from the URL', () => {
    const url = 'qdrant+tls://:hunter2@[::1]?prefix=desk.&exact=true&timeout_ms=900&replication=3&write_consistency=2&shards=9';
    expect(qdrantSettings({ url, ca: 'pem' })).toMatchObject({
      url: 'https://[::1]:6333', apiKey: 'hunter2', prefix: 'desk.', exact: true, timeoutMs: 900, replication: 3, writeConsistency: 2, shards: 9,
    });
    expect(qdrantSettings({ url: 'qdrant://a:1' })).toMatchObject({ url: 'http://a:1', apiKey: undefined, prefix: '', exact: false, timeoutMs: 10_000, shards: undefined });
  });

  it('are refused when they say nothing known', () => {
    expect(refused('qdrant://a?sharps=3')).toContain('"sharps"');
    expect(refused('qdrant://a?shards=0')).toContain('shards');
    expect(refused('qdrant://a?timeout_ms=soon')).toContain('timeout_ms');
    expect(refused('qdrant://a?exact=yes')).toContain('exact');
    expect(refused('qdrant://a?prefix=a/b')).toContain('prefix');
    expect(refused('qdrant://a/b')).toContain('?prefix=');
    expect(refused('qdrant://a,b')).toContain('balancer');
    expect(refused('qdrant://me@a')).toContain('no users');
    expect(refused('qdrant://a', { ca: 'pem' })).toContain('qdrant+tls');
    expect(refused('http://:hunter2@a')).toContain('qdrant://');
  });

  it('reach new collections of a cluster', async () => {
    const server = await serverFor();
    await (await openQdrantVectorStore({ endpoint: { url: urlOf(server, '?replication=3&write_consistency=2&shards=4') } })).close();
    const made = server.requests.filter(({ path, method }) => /^\/collections\/\w+$/.test(path) && method === 'PUT').map(({ body }) => JSON.parse(body) as object);
    expect(made).toHaveLength(2);
    for (const body of made) expect(body).toMatchObject({ replication_factor: 3, write_consistency_factor: 2, shard_number: 4 });
  });
});

describe('an examined server', () => {
  const examined = async (endpoint: Endpoint): Promise<readonly string[]> =>
    (await diagnoseQdrant({ endpoint, clock: systemClock, about: 'vectors' })).map(({ state, says }) => `${state}: ${says}`);

  it('is told of by what it is, has and lets in, and is left as it was', async () => {
    const server = await serverFor({ keys });
    expect(await examined(at(server.port))).toEqual([expect.stringMatching(/^ok: .*Qdrant 1\.19\.0, and takes the key/), expect.stringMatching(/^warning: .*moments, chunks/)]);
    expect(server.state.collections.size).toBe(0);
    await (await openQdrantVectorStore({ endpoint: at(server.port) })).close();
    expect(await examined({ ...at(server.port), password: 'looks-only' })).toEqual([expect.stringMatching(/^ok/), expect.stringMatching(/^ok: all 2/)]);
    expect(await examined({ ...at(server.port), password: 'wrong' })).toEqual([expect.stringMatching(/^wrong: BACKEND_CREDENTIALS/)]);
    expect(await examined(at(await freePort()))).toEqual([expect.stringMatching(/^wrong: BACKEND_UNREACHABLE/)]);
  });
});

describe('a failure', () => {
  it('keeps its name when it has one of ours, and is named by the innermost cause otherwise', () => {
    const ours = new RetryableError('DISK_FULL');
    expect(qdrantFailure(ours, 'a:1', 'running')).toBe(ours);
    const refusal = Object.assign(new Error('connect ECONNREFUSED ::1:6333'), { code: 'ECONNREFUSED' });
    const error = new TypeError('fetch failed', { cause: new AggregateError([refusal, new Error('other')]) });
    expect(qdrantFailure(error, 'a:1', 'opening').message).toContain('ECONNREFUSED ::1:6333.');
    expect(qdrantFailure('odd', 'a:1', 'running')).toMatchObject({ code: 'STORE_UNAVAILABLE' });
  });
});

describe('the id of a point', () => {
  it('is a UUID of version 8, the same for the same key and another for any other', () => {
    const ids = [['moments', 'a', 'bc'], ['moments', 'ab', 'c'], ['moment', 'sa', 'bc'], ['moments', 'a', 'b:c'], ['moments', 'a:b', 'c']].map(([collection = '', tenant = '', id = '']) => pointId(collection, tenant, id));
    for (const id of ids) expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-8[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(new Set(ids).size).toBe(ids.length);
    expect(pointId('moments', 'desk', 'binance:BTCUSDT:1h:0')).toBe(pointId('moments', 'desk', 'binance:BTCUSDT:1h:0'));
  });
});
