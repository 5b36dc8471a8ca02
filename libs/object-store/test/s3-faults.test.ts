import { createHash } from 'node:crypto';
import { systemClock } from '@streamforge/determinism/clock';
import { backendUrl } from '@streamforge/testing/backend';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ObjectStore } from '../src/port.ts';
import { openS3ObjectStore } from '../src/s3.ts';
import type { S3Bucket } from './s3-bucket.ts';
import { s3Bucket } from './s3-bucket.ts';
import type { S3Proxy, Seen } from './s3-proxy.ts';
import { s3Proxy } from './s3-proxy.ts';

const url = backendUrl('s3');
const mebibyte = 1_048_576;
const bytes = (text: string): Buffer => Buffer.from(text);
const large = Buffer.alloc(20 * mebibyte, 'a body of many parts');
const sha256 = (body: Uint8Array): string => createHash('sha256').update(body).digest('hex');
const collected = async (body: AsyncIterable<Uint8Array> | undefined): Promise<Buffer> => Buffer.concat(await Array.fromAsync(body ?? []));

const isPut = ({ method, path }: Seen): boolean => method === 'PUT' && /^\/[^/]+\/[^?]+$/.test(path);
const isPart = ({ method, path }: Seen): boolean => method === 'PUT' && path.includes('partNumber=');
const isCompletion = ({ method, path }: Seen): boolean => method === 'POST' && path.includes('uploadId=');

describe.skipIf(url === undefined)('an object store in S3 whose server or network fails', () => {
  let bucket: S3Bucket;
  let proxy: S3Proxy;
  let store: ObjectStore;
  /** A store whose calls may be silent for so long: tests of silence wait for it, others must not be disturbed by a busy machine. */
  const open = (idleMs: number): Promise<ObjectStore> =>
    openS3ObjectStore({ endpoint: { url: proxy.url }, clock: systemClock, patience: { idleMs, attempts: 3, baseMs: 5 } });
  beforeEach(async () => {
    bucket = s3Bucket(url ?? '');
    proxy = await s3Proxy(bucket.url);
    store = await open(10_000);
  });
  afterEach(async () => {
    await store.close();
    await proxy.close();
    await bucket.remove();
  });
  /** Lets the first requests that fit fail, and the others pass. */
  const disturbFirst = (count: number, fits: (seen: Seen) => boolean, fault: 'slow-down' | 'refuse' | 'silence' | 'drop' | 'cut'): void => {
    let left = count;
    proxy.disturb((seen) => {
      if (!fits(seen) || left === 0) return undefined;
      left -= 1;
      return fault;
    });
  };
  /** Puts behind the adapter's back, on no condition. */
  const overwrite = async (key: string, body: string, claims = sha256(bytes(body))): Promise<void> => {
    await bucket.client.putObject(bucket.name, `${key}!`, bytes(body), undefined, { sha256: claims });
  };

  it('sends the condition with every put, and the server honours it where it would overwrite otherwise', async () => {
    await store.put('small', bytes('x'));
    await store.put('large', large);
    const conditional = proxy.seen.filter((seen) => isPut(seen) || isCompletion(seen));
    expect(conditional.length).toBeGreaterThanOrEqual(3);
    for (const { headers } of conditional) {
      expect(headers['if-none-match']).toBe('*');
      expect(headers.authorization).toContain('if-none-match');
    }
    await expect(bucket.client.makeRequestAsync({ method: 'PUT', bucketName: bucket.name, objectName: 'small!', headers: { 'if-none-match': '*' } }, 'y'))
      .rejects.toMatchObject({ code: 'PreconditionFailed' });
    await overwrite('small', 'y');
    expect(await collected(await store.get('small'))).toEqual(bytes('y'));
  });

  it('puts a small body in one request and a large one in parts of eight MiB', async () => {
    await store.put('small', bytes('x'));
    expect(proxy.seen.filter(isPart).filter(({ path }) => path.includes('/small'))).toEqual([]);
    await store.put('large', large);
    const parts = proxy.seen.filter((seen) => isPart(seen) && seen.path.includes('/large'));
    expect(parts.map((part) => part.bytes)).toEqual([8 * mebibyte, 8 * mebibyte, 4 * mebibyte]);
    expect(await bucket.unfinished()).toEqual([]);
  });

  it('keeps the sha256 with the object, and as its checksum', async () => {
    await store.put('a', bytes('x'));
    const { metaData } = await bucket.client.statObject(bucket.name, 'a!');
    expect(metaData).toMatchObject({ sha256: sha256(bytes('x')) });
    const put = proxy.seen.find((seen) => isPut(seen) && seen.path.endsWith('/a%21'));
    expect(put?.headers['x-amz-checksum-sha256']).toBe(createHash('sha256').update('x').digest('base64'));
  });

  it('has put a body whose answer was lost', async () => {
    disturbFirst(1, isPut, 'drop');
    expect(await store.put('a', bytes('x'))).toMatchObject({ bytes: 1 });
    expect(await collected(await store.get('a'))).toEqual(bytes('x'));
  });

  it('has put a large body whose answer was lost', async () => {
    disturbFirst(1, (seen) => isCompletion(seen) && seen.path.includes('/large'), 'drop');
    expect(await store.put('large', large)).toEqual({ key: 'large', bytes: large.length, sha256: sha256(large) });
    expect(await bucket.unfinished()).toEqual([]);
  });

  it('refuses other bytes that another writer put while the answer was lost', async () => {
    const hurried = await open(1_000);
    proxy.disturb(async (seen) => {
      if (!isPut(seen)) return undefined;
      proxy.disturb(() => undefined);
      await overwrite('a', 'another');
      return 'silence';
    });
    await expect(hurried.put('a', bytes('x'))).rejects.toMatchObject({ code: 'ID_CONFLICT' });
    await hurried.close();
    expect(await collected(await store.get('a'))).toEqual(bytes('another'));
  });

  it.each(['slow-down', 'drop'] as const)('waits out a server that answers with %s', async (fault) => {
    await store.put('a', bytes('x'));
    for (const work of [() => store.put('b', bytes('y')), () => store.head('a'), () => store.ping(), () => Array.fromAsync(store.list(''))]) {
      disturbFirst(2, () => true, fault);
      await expect(work()).resolves.not.toThrow();
    }
  });

  it.each(['slow-down', 'drop'] as const)('gives up on a server that goes on with %s, and says it may be asked again', async (fault) => {
    await store.put('a', bytes('x'));
    proxy.disturb(() => fault);
    const unavailable = { name: 'RetryableError', code: 'STORE_UNAVAILABLE' };
    await expect(store.put('b', bytes('y'))).rejects.toMatchObject(unavailable);
    await expect(store.head('a')).rejects.toMatchObject(unavailable);
    await expect(store.remove('a')).rejects.toMatchObject(unavailable);
    await expect(Array.fromAsync(store.list(''))).rejects.toMatchObject(unavailable);
    await expect(store.ping()).rejects.toMatchObject(unavailable);
    proxy.disturb(() => undefined);
    await store.put('b', bytes('y'));
  });

  it('waits out a server that falls silent, and gives up when it stays so', async () => {
    const hurried = await open(1_000);
    disturbFirst(1, isPut, 'silence');
    expect(await hurried.put('a', bytes('x'))).toMatchObject({ bytes: 1 });
    proxy.disturb(() => 'silence');
    await expect(hurried.head('a')).rejects.toMatchObject({ name: 'RetryableError', code: 'STORE_UNAVAILABLE', message: expect.stringContaining('1 seconds') as string });
    await hurried.close();
  });

  it('leaves no parts behind when a large body fails', async () => {
    disturbFirst(1, (seen) => isPart(seen) && seen.path.includes('partNumber=2'), 'refuse');
    await expect(store.put('large', large)).rejects.toMatchObject({ code: 'BACKEND_FORBIDDEN' });
    expect(proxy.seen.some(({ method, path }) => method === 'DELETE' && path.includes('/large'))).toBe(true);
    expect(await bucket.unfinished()).toEqual([]);
    expect(await store.head('large')).toBeUndefined();
  });

  it('goes on with a body where its connection broke', async () => {
    await store.put('large', large);
    const isGet = ({ method, path }: Seen): boolean => method === 'GET' && path.includes('/large');
    disturbFirst(2, isGet, 'cut');
    expect(sha256(await collected(await store.get('large')))).toBe(sha256(large));
    const ranges = proxy.seen.filter(isGet).map(({ headers }) => headers.range);
    expect(ranges).toHaveLength(3);
    expect(ranges.slice(1).every((range) => /^bytes=\d+-$/.test(range ?? ''))).toBe(true);
  });

  it.each(['THE BODY', 'the', 'the body!'])('says so at the end of a body that became %j', async (damage) => {
    await store.put('a', bytes('the body'));
    await overwrite('a', damage, sha256(bytes('the body')));
    const body = await store.get('a');
    await expect(collected(body)).rejects.toMatchObject({ code: 'OBJECT_CORRUPT' });
  });

  it('says so when an object goes while it is read', async () => {
    await store.put('a', bytes('x'));
    const body = await store.get('a');
    await store.remove('a');
    await expect(collected(body)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('looks past objects that are not its own', async () => {
    await store.put('a/b', bytes('x'));
    for (const name of ['a/c', 'read me.txt', 'a/.hidden!', 'ü']) await bucket.client.putObject(bucket.name, name, 'x');
    expect((await Array.fromAsync(store.list(''))).map(({ key }) => key)).toEqual(['a/b']);
    expect(await store.head('a/c')).toBeUndefined();
    await bucket.client.putObject(bucket.name, 'taken!', 'x');
    await expect(store.put('taken', bytes('x'))).rejects.toMatchObject({ code: 'BACKEND_MISMATCH' });
  });

  it('lists more objects than one page holds', async () => {
    const wanted = Array.from({ length: 1_050 }, (_, index) => `many/${String(index).padStart(5, '0')}`);
    for (let start = 0; start < wanted.length; start += 50) {
      await Promise.all(wanted.slice(start, start + 50).map((key) => store.put(key, bytes(key))));
    }
    expect((await Array.fromAsync(store.list('many/'))).map(({ key }) => key)).toEqual(wanted);
  }, 120_000);

  it('says that its bucket is gone, instead of that nothing is in it', async () => {
    await bucket.remove();
    await expect(store.head('a')).rejects.toMatchObject({ code: 'BACKEND_MISMATCH' });
    await expect(store.ping()).rejects.toMatchObject({ code: 'BACKEND_MISMATCH' });
  });

  it('lets go of what is under way when it is closed', async () => {
    proxy.disturb(() => 'silence');
    const outcome = store.put('a', bytes('x')).catch((error: unknown) => error);
    await store.close();
    expect(await outcome).toMatchObject({ code: 'STORE_UNAVAILABLE' });
  });
});
