import { once } from 'node:events';
import http from 'node:http';
import net from 'node:net';
import type { AddressInfo, Server } from 'node:net';
import { backendUrl } from '@streamforge/testing/backend';
import { freePort } from '@streamforge/testing/free-port';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openS3ObjectStore } from '../src/s3.ts';
import { selfSigned } from './certificates.ts';
import type { S3Bucket } from './s3-bucket.ts';
import { s3Bucket } from './s3-bucket.ts';
import { s3Proxy } from './s3-proxy.ts';

const secret = 'a-secret-of-the-test';
const url = backendUrl('s3');

const failureOf = async (endpoint: { readonly url: string; readonly ca?: string }, idleMs = 10_000): Promise<{ readonly code: string; readonly message: string }> => {
  try {
    const store = await openS3ObjectStore({ endpoint, patience: { idleMs, attempts: 1, baseMs: 5 } });
    await store.close();
  } catch (error) {
    return error as Error & { readonly code: string };
  }
  throw new Error('it opened');
};

describe('opening an object store on what is no S3', () => {
  const servers: Server[] = [];
  afterEach(async () => {
    for (const server of servers.splice(0)) {
      server.close();
      if (server instanceof http.Server) server.closeAllConnections();
      await once(server, 'close');
    }
  });
  const listening = async (server: Server): Promise<string> => {
    servers.push(server);
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    return `s3://key:${secret}@127.0.0.1:${(server.address() as AddressInfo).port}/bucket`;
  };
  /** An S3 that gives one answer to everything. */
  const answering = (status: number, body: string, headers: http.OutgoingHttpHeaders = {}): Promise<string> =>
    listening(http.createServer((request, response) => {
      request.resume();
      response.writeHead(status, headers).end(body);
    }));
  const refusing = (status: number, code: string, more = ''): Promise<string> => answering(status, `<Error><Code>${code}</Code><Message>says why</Message>${more}</Error>`);

  it('says that nothing listens', async () => {
    const port = await freePort();
    const failure = await failureOf({ url: `s3://key:${secret}@127.0.0.1:${port}/bucket` });
    expect(failure).toMatchObject({ name: 'RetryableError', code: 'BACKEND_UNREACHABLE', message: expect.stringContaining(`127.0.0.1:${port}`) as string });
    expect(failure.message).not.toContain(secret);
  });

  it('says that nothing answers', async () => {
    const held: net.Socket[] = [];
    const silent = await listening(net.createServer((socket) => { held.push(socket); }));
    expect(await failureOf({ url: silent }, 300)).toMatchObject({ code: 'BACKEND_UNREACHABLE' });
    for (const socket of held) socket.destroy();
  });

  it.each([
    ['a web site', 200, '<html><body>Welcome</body></html>'],
    ['a web site without the page', 404, '<html>Not found</html>'],
    ['a JSON API', 401, '{"error":"unauthorized"}'],
    ['nothing at all', 200, ''],
  ])('says that %s answers', async (_, status, body) => {
    expect(await failureOf({ url: await answering(status, body) })).toMatchObject({ code: 'BACKEND_MISMATCH' });
  });

  it.each([
    ['closes at once', (socket: net.Socket) => socket.once('data', () => socket.destroy())],
    ['speaks another protocol', (socket: net.Socket) => socket.once('data', () => socket.end('-ERR unknown command\r\n'))],
  ])('says that what listens %s', async (_, behave) => {
    const other = await listening(net.createServer((socket) => void behave(socket).on('error', () => {})));
    expect(await failureOf({ url: other })).toMatchObject({ code: 'BACKEND_MISMATCH' });
  });

  it('says that a server has no TLS', async () => {
    const plain = await answering(200, '');
    expect(await failureOf({ url: plain.replace('s3:', 's3+tls:') })).toMatchObject({ code: 'BACKEND_MISMATCH', message: expect.stringContaining('TLS') as string });
  });

  it.each([
    ['InvalidAccessKeyId', 403, 'BACKEND_CREDENTIALS'],
    ['SignatureDoesNotMatch', 403, 'BACKEND_CREDENTIALS'],
    ['ExpiredToken', 400, 'BACKEND_CREDENTIALS'],
    ['AccessDenied', 403, 'BACKEND_FORBIDDEN'],
    ['AuthorizationHeaderMalformed', 400, 'BACKEND_MISMATCH'],
    ['NotImplemented', 501, 'BACKEND_MISMATCH'],
    ['SlowDown', 503, 'BACKEND_UNREACHABLE'],
    ['XMinioStorageFull', 507, 'DISK_FULL'],
    ['MalformedXML', 400, 'INTERNAL'],
  ])('names %s', async (code, status, expected) => {
    expect(await failureOf({ url: await refusing(status, code) })).toMatchObject({ code: expected, message: expect.stringContaining(code) as string });
  });

  it('names a clock that is wrong, with the time that the server has', async () => {
    const skewed = await answering(403, '<Error><Code>RequestTimeTooSkewed</Code><Message>The difference is too large.</Message></Error>', { date: 'Sat, 01 Jan 2000 00:00:00 GMT' });
    expect((await failureOf({ url: skewed })).message).toMatch(/clock.*Sat, 01 Jan 2000/);
  });

  it('names the region that the bucket is in', async () => {
    const elsewhere = await refusing(400, 'AuthorizationHeaderMalformed', '<Region>eu-central-1</Region>');
    expect((await failureOf({ url: elsewhere })).message).toContain("the bucket's region is eu-central-1");
  });

  it('refuses a server that overwrites whatever the condition says', async () => {
    const careless = await listening(http.createServer((request, response) => {
      request.resume();
      response.end(request.method === 'GET' ? '<ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>' : '');
    }));
    expect(await failureOf({ url: careless })).toMatchObject({ code: 'BACKEND_MISMATCH', message: expect.stringContaining('If-None-Match') as string });
  });

  it.each([
    ['s3://key:secret@h:9000', 'bucket'], ['s3://key:secret@h:9000/B', 'bucket'], ['s3://key:secret@h:9000/a/b', 'bucket'],
    ['s3://key:secret@h,i/bucket', 'one host'], ['s3://h/bucket', 'access key'], ['s3://key@h/bucket', 'access key'],
    ['s3://key:secret@h/bucket?regoin=x', 'regoin'], ['s3://key:secret@h/bucket?region=US', 'region'], ['s3://key:secret@a_/bucket', 'endPoint'],
  ])('refuses the setting %s', async (setting, why) => {
    const failure = await failureOf({ url: setting });
    expect(failure).toMatchObject({ code: 'CONFIG_INVALID', message: expect.stringContaining(why) as string });
    expect(failure.message).not.toContain('secret@');
  });
});

describe.skipIf(url === undefined)('opening an object store on S3', () => {
  let bucket: S3Bucket;
  beforeEach(() => { bucket = s3Bucket(url ?? ''); });
  afterEach(() => bucket.remove());

  it.each([
    ['secret', (text: string) => text.replace(/:[^:@]*@/, `:${secret}@`)],
    ['access key', (text: string) => text.replace(/\/\/[^:]*:/, '//nobody:')],
  ])('says that the %s is wrong', async (_, spoilt) => {
    const failure = await failureOf({ url: spoilt(bucket.url) });
    expect(failure.code).toBe('BACKEND_CREDENTIALS');
    expect(failure.message).not.toContain(secret);
  });

  it('makes the bucket once, however many open it at the same time', async () => {
    const stores = await Promise.all(Array.from({ length: 8 }, () => openS3ObjectStore({ endpoint: { url: bucket.url } })));
    await stores[0]?.put('a', Buffer.from('x'));
    for (const store of stores) {
      expect(await Array.fromAsync(store.list(''))).toHaveLength(1);
      await store.close();
    }
  });

  it('takes the key and the secret beside the URL before those in it', async () => {
    const { user, password } = /\/\/(?<user>[^:]*):(?<password>[^@]*)@/.exec(bucket.url)?.groups ?? {};
    const endpoint = { url: bucket.url.replace(/\/\/.*@/, '//nobody:wrong@'), user: decodeURIComponent(user ?? ''), password: decodeURIComponent(password ?? '') };
    const store = await openS3ObjectStore({ endpoint });
    await store.ping();
    await store.close();
    expect(await bucket.client.bucketExists(bucket.name)).toBe(true);
  });

  it('trusts a server by the authority it is given, and no other', async () => {
    const certificate = await selfSigned();
    const proxy = await s3Proxy(bucket.url, certificate);
    const store = await openS3ObjectStore({ endpoint: { url: proxy.url, ca: certificate.cert } });
    expect(await store.put('a', Buffer.from('x'))).toMatchObject({ bytes: 1 });
    await store.close();
    const other = await selfSigned();
    expect(await failureOf({ url: proxy.url })).toMatchObject({ code: 'BACKEND_UNTRUSTED' });
    expect(await failureOf({ url: proxy.url, ca: other.cert })).toMatchObject({ code: 'BACKEND_UNTRUSTED' });
    expect(await failureOf({ url: proxy.url.replace('s3+tls', 's3') })).toMatchObject({ code: 'BACKEND_MISMATCH' });
    await proxy.close();
    const misnamed = await s3Proxy(bucket.url, await selfSigned('DNS:elsewhere.test'));
    expect(await failureOf({ url: misnamed.url })).toMatchObject({ code: 'BACKEND_UNTRUSTED' });
    await misnamed.close();
  });
});
