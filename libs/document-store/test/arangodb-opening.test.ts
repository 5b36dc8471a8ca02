/** What a user is told when a store can't be opened: one code, the place, the cause, never a secret. */
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { makeCertificates, type CertificateFiles } from '@streamforge/backends/certificates';
import { RetryableError, StreamForgeError, TerminalError } from '@streamforge/contracts/errors';
import type { Endpoint } from '@streamforge/contracts/endpoint';
import { freePort } from '@streamforge/testing/free-port';
import { wrongServer } from '@streamforge/testing/wrong-server';
import { arangoFailure } from '../src/arangodb/failure.ts';
import { openArangoDocumentStore } from '../src/arangodb/open.ts';
import { arangoSettings } from '../src/arangodb/settings.ts';
import { entry } from '../src/conformance/samples.ts';
import { serverFor, urlOf } from './arangodb-place.ts';

const opening = async (endpoint: Endpoint, openWithinMs?: number): Promise<StreamForgeError> => {
  const opened = openArangoDocumentStore({ endpoint, ...(openWithinMs !== undefined && { openWithinMs }) });
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

describe('opening says what is wrong', () => {
  const users = [
    { user: 'root', password: 'hunter2', may: 'all' }, { user: 'reader', password: 'r', may: 'read' }, { user: 'writer', password: 'w', may: 'write' },
    { user: 'nobody', password: 'n', may: 'nothing' },
  ] as const;

  it('nobody listens', async () => {
    const port = await freePort();
    const error = await opening({ url: `arangodb://root:hunter2@127.0.0.1:${port}/documents` });
    expect(error).toMatchObject({ name: 'RetryableError', code: 'BACKEND_UNREACHABLE' });
    expect(error.message).toContain(`127.0.0.1:${port}`);
    expect(error.message).toContain('ECONNREFUSED');
  });

  it('a name that nobody knows', async () => {
    expect(await opening({ url: 'arangodb://root:hunter2@nowhere.invalid:8529/documents' })).toMatchObject({ code: 'BACKEND_UNREACHABLE' });
  });

  it('nobody answers', async () => {
    const error = await opening({ url: `arangodb://root:hunter2@127.0.0.1:${await listening('nothing')}/documents` }, 200);
    expect(error).toMatchObject({ code: 'BACKEND_UNREACHABLE' });
    expect(error.message).toContain('200 ms');
    const slow = await opening({ url: `arangodb://root:hunter2@127.0.0.1:${await listening('nothing')}/documents?timeout_ms=100` });
    expect(slow).toMatchObject({ code: 'BACKEND_UNREACHABLE' });
  });

  it('a wrong password, and a user without access', async () => {
    const server = await serverFor({ users, databases: ['documents'] });
    expect(await opening({ url: urlOf(server), user: 'root', password: 'wrong' })).toMatchObject({ code: 'BACKEND_CREDENTIALS' });
    expect(await opening({ url: urlOf(server, '', 'nobody:n') })).toMatchObject({ code: 'BACKEND_CREDENTIALS' });
  });

  it('a database that is missing and may not be created', async () => {
    const server = await serverFor({ users });
    const error = await opening({ url: urlOf(server, '', 'writer:w') });
    expect(error).toMatchObject({ code: 'BACKEND_FORBIDDEN' });
    expect(error.message).toContain('documents');
  });

  it('a user who may only read, and one who may write where the database exists', async () => {
    const server = await serverFor({ users, databases: ['documents'] });
    expect(await opening({ url: urlOf(server, '', 'reader:r') })).toMatchObject({ code: 'BACKEND_FORBIDDEN' });
    const store = await openArangoDocumentStore({ endpoint: { url: urlOf(server, '', 'writer:w') } });
    expect(await store.upsert('candles', [entry({})])).toEqual(['stored']);
    await store.close();
    const reader = await openArangoDocumentStore({ endpoint: { url: urlOf(server), user: 'root', password: 'hunter2' } });
    server.fail({ fault: { kind: 'refuse', status: 403, errorNum: 11 } });
    await expect(reader.upsert('candles', [entry({ order: 1 })])).rejects.toMatchObject({ name: 'RetryableError', code: 'BACKEND_FORBIDDEN' });
    await reader.close();
  });

  it('another server: HTTP without ArangoDB, no HTTP, a proxy, an old version', async () => {
    for (const kind of ['http', 'noise'] as const) {
      const error = await opening({ url: `arangodb://root:hunter2@127.0.0.1:${await listening(kind)}/documents` });
      expect(error).toMatchObject({ code: 'BACKEND_MISMATCH' });
    }
    const proxy = await serverFor();
    proxy.fail({ fault: { kind: 'garbage', status: 404 } });
    expect(await opening({ url: urlOf(proxy) })).toMatchObject({ code: 'BACKEND_MISMATCH' });
    for (const version of ['3.10.9', '2.8.11', 'devel']) {
      expect(await opening({ url: urlOf(await serverFor({ version })) })).toMatchObject({ code: 'BACKEND_MISMATCH' });
    }
    const next = await openArangoDocumentStore({ endpoint: { url: urlOf(await serverFor({ version: '4.0.0' })) } });
    await next.close();
  });

  it('a collection of the wrong kind', async () => {
    const server = await serverFor();
    const store = await openArangoDocumentStore({ endpoint: { url: urlOf(server) } });
    await store.close();
    const collections = server.state.databases.get('documents')?.collections;
    const candles = collections?.get('candles');
    if (candles !== undefined) collections?.set('candles', { ...candles, edges: true });
    const error = await opening({ url: urlOf(server) });
    expect(error).toMatchObject({ code: 'BACKEND_MISMATCH' });
    expect(error.message).toContain('candles');
  });

  it('an outage in the middle, and nothing is left half made', async () => {
    const server = await serverFor();
    for (const path of ['/_api/database', '/_api/collection', '/_api/index', '/_api/gharial']) {
      server.fail({ fault: { kind: 'refuse', status: 503, errorNum: 503 }, when: (request) => request.path === path && request.method === 'POST' });
      expect(await opening({ url: urlOf(server) })).toMatchObject({ name: 'RetryableError', code: 'STORE_UNAVAILABLE' });
    }
    const store = await openArangoDocumentStore({ endpoint: { url: urlOf(server) } });
    await store.ping();
    await store.close();
  });

  it('what another process made in the same moment is taken as made', async () => {
    const server = await serverFor();
    const made = (path: string, errorNum: number): void =>
      server.fail({ fault: { kind: 'refuse', status: 409, errorNum }, when: (request) => request.path === path && request.method === 'POST' });
    server.state.databases.set('documents', { name: 'documents', collections: new Map(), graphs: new Map(), cursors: new Map() });
    made('/_api/gharial', 1925);
    const store = await openArangoDocumentStore({ endpoint: { url: urlOf(server) } });
    await store.close();
    made('/_api/gharial', 1910);
    expect(await opening({ url: urlOf(server) })).toMatchObject({ code: 'INTERNAL' });
  });
});

describe('opening an encrypted server', () => {
  let files: CertificateFiles;
  const pem = (file: string | undefined): Promise<string> => readFile(file ?? '', 'utf8');

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'streamforge-arangodb-'));
    files = await makeCertificates(folder);
    return () => rm(folder, { recursive: true, force: true });
  });

  const encrypted = async (cert: string, key: string, ca?: string) =>
    serverFor({ tls: { cert: await pem(cert), key: await pem(key), ...(ca !== undefined && { ca: await pem(ca) }) } });
  const tls = (port: number): string => `arangodb+tls://root@127.0.0.1:${port}/documents`;

  it('works with the authority that signed it', async () => {
    const { port } = await encrypted(files.serverCert, files.serverKey);
    const store = await openArangoDocumentStore({ endpoint: { url: tls(port), ca: await pem(files.ca) } });
    expect(await store.upsert('candles', [entry({})])).toEqual(['stored']);
    await store.close();
  });

  it('is refused with another authority, with none, and when the certificate expired', async () => {
    const { port } = await encrypted(files.serverCert, files.serverKey);
    expect(await opening({ url: tls(port), ca: await pem(files.strangerCa) })).toMatchObject({ code: 'BACKEND_UNTRUSTED' });
    expect(await opening({ url: tls(port) })).toMatchObject({ code: 'BACKEND_UNTRUSTED' });
    const expired = await encrypted(files.expiredServerCert, files.expiredServerKey);
    const error = await opening({ url: tls(expired.port), ca: await pem(files.ca) });
    expect(error).toMatchObject({ code: 'BACKEND_UNTRUSTED' });
    expect(error.message).toContain('expired');
  });

  it('asks for our own certificate where the server does', async () => {
    const { port } = await encrypted(files.serverCert, files.serverKey, files.ca);
    const ca = await pem(files.ca);
    const own = { cert: await pem(files.clients['app']?.cert), key: await pem(files.clients['app']?.key) };
    const store = await openArangoDocumentStore({ endpoint: { url: tls(port), ca, ...own } });
    await store.ping();
    await store.close();
    expect((await opening({ url: tls(port), ca })).code).toMatch(/^BACKEND_(UNTRUSTED|UNREACHABLE|MISMATCH)$/);
  });

  it('is told when the server does not encrypt, or only it does', async () => {
    expect(await opening({ url: tls((await serverFor()).port) })).toMatchObject({ code: 'BACKEND_MISMATCH' });
    const { port } = await encrypted(files.serverCert, files.serverKey);
    expect((await opening({ url: `arangodb://root@127.0.0.1:${port}/documents` })).code).toMatch(/^BACKEND_(MISMATCH|UNREACHABLE)$/);
  });
});

describe('the settings', () => {
  const refused = (url: string, more: Partial<Endpoint> = {}): string => {
    try {
      arangoSettings({ url, password: 'hunter2', ...more });
    } catch (error) {
      if (!(error instanceof TerminalError)) throw error;
      expect(error.code).toBe('CONFIG_INVALID');
      expect(error.message).not.toContain('hunter2');
      return error.message;
    }
    throw new Error(`${url} was taken`);
  };

  it('are read from the URL', () => {
    const url = 'arangodb+tls://u@a:1,[::1]:2/db?pool=5&timeout_ms=900&replication=3&write_concern=2&shards=9';
    expect(arangoSettings({ url, ca: 'pem' })).toMatchObject({
      database: 'db', pool: 5, timeoutMs: 900, replication: 3, writeConcern: 2, shards: 9, endpoint: { hosts: [{ host: 'a', port: 1 }, { host: '::1', port: 2 }] },
    });
    expect(arangoSettings({ url: 'arangodb://a,b/db' })).toMatchObject({ pool: 6, timeoutMs: 10_000, replication: undefined });
  });

  it('are refused when they say nothing known', () => {
    expect(refused('arangodb://a/db?sharps=3')).toContain('"sharps"');
    expect(refused('arangodb://a/db?pool=0')).toContain('pool');
    expect(refused('arangodb://a/db?timeout_ms=soon')).toContain('timeout_ms');
    expect(refused('arangodb://a')).toContain('database');
    expect(refused('arangodb://a/b/c')).toContain('database');
    expect(refused('arangodb://a/db', { ca: 'pem' })).toContain('arangodb+tls');
    expect(refused('postgres://root:hunter2@a/db')).toContain('arangodb://');
  });

  it('reach the collections of a cluster', async () => {
    const server = await serverFor();
    const store = await openArangoDocumentStore({ endpoint: { url: urlOf(server, '?replication=3&write_concern=2&shards=4') } });
    await store.close();
    const made = server.requests.filter(({ path, method }) => path === '/_api/collection' && method === 'POST').map(({ body }) => JSON.parse(body) as object);
    expect(made).toHaveLength(5);
    for (const body of made) expect(body).toMatchObject({ replicationFactor: 3, writeConcern: 2, numberOfShards: 4, waitForSync: true });
  });
});

describe('a failure', () => {
  it('keeps its name when it has one of ours', () => {
    const ours = new RetryableError('DISK_FULL');
    expect(arangoFailure(ours, 'a:1', 'running')).toBe(ours);
  });

  it('is named by the innermost cause, of several attempts the first', () => {
    const refusal = Object.assign(new Error('connect ECONNREFUSED ::1:8529'), { code: 'ECONNREFUSED' });
    const error = new TypeError('fetch failed', { cause: new AggregateError([refusal, new Error('other')]) });
    expect(arangoFailure(error, 'a:1', 'opening').message).toContain('ECONNREFUSED ::1:8529.');
    expect(arangoFailure('odd', 'a:1', 'running')).toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect(arangoFailure({ code: 'HPE_INVALID' }, 'a:1', 'running')).toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect(arangoFailure({ code: 418 }, 'a:1', 'running')).toMatchObject({ code: 'BACKEND_MISMATCH' });
    expect(arangoFailure(new Error('Ended.', { cause: null }), 'a:1', 'running').message).toMatch(/Ended\.$/);
  });
});
