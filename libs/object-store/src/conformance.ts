/**
 * The specification of the object store: what every adapter does. An adapter's test calls it with a way to open a store on an empty
 * place.
 */
import { createHash } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ObjectInfo, ObjectStore } from './port.ts';

/** An empty place that a store can be opened on, closed and opened again. */
export interface Place {
  open(): Promise<ObjectStore>;
  /** Removes what the store left. */
  dispose(): Promise<void>;
}

const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
const infoOf = (key: string, body: Uint8Array): ObjectInfo =>
  ({ key, bytes: body.length, sha256: createHash('sha256').update(body).digest('hex') });
/** Not keys: each would be another thing in a directory, in a URL or in S3. */
const refusedKeys = [
  '', '/', 'a/', '/a', 'a//b', '..', 'a/../b', './a', '.hidden', 'a/.b', 'a b', 'a\\b', 'a\0', 'é', 'a:b', '-a', 'a@b',
  'x'.repeat(191), `${'a/'.repeat(256)}a`,
];
const collected = async (body: AsyncIterable<Uint8Array> | undefined): Promise<Buffer | undefined> =>
  body && Buffer.concat(await Array.fromAsync(body));
const textOf = async (body: AsyncIterable<Uint8Array> | undefined): Promise<string | undefined> => (await collected(body))?.toString();
const inChunks = async function* (chunks: number, chunk: Uint8Array): AsyncGenerator<Uint8Array> {
  for (let count = 0; count < chunks; count += 1) yield chunk;
};
/** Bytes that no other seed and no other place has, so that a mixture of two bodies shows. */
const largeBody = async function* (seed: number, chunks: number): AsyncGenerator<Uint8Array> {
  for (let count = 0; count < chunks; count += 1) yield Buffer.alloc(1_048_576, createHash('sha256').update(`${seed} ${count}`).digest());
};
const breakingOff = async function* (): AsyncGenerator<Uint8Array> {
  yield bytes('half');
  throw new Error('the source broke off');
};

export const objectStoreConformance = (newPlace: () => Promise<Place>): void => {
  describe('an object store', () => {
    let place: Place;
    let store: ObjectStore;
    beforeEach(async () => {
      place = await newPlace();
      store = await place.open();
    });
    afterEach(async () => {
      await store.close();
      await place.dispose();
    });
    const keys = async (prefix = ''): Promise<readonly string[]> => (await Array.fromAsync(store.list(prefix))).map(({ key }) => key);

    it('gives back what was put, and says its size and sha256', async () => {
      const body = bytes('{"epoch":3}');
      expect(await store.put('models/gat/1/metrics.json', body)).toEqual(infoOf('models/gat/1/metrics.json', body));
      expect(await store.head('models/gat/1/metrics.json')).toEqual(infoOf('models/gat/1/metrics.json', body));
      expect(await collected(await store.get('models/gat/1/metrics.json'))).toEqual(Buffer.from(body));
    });

    it('has nothing under a key that was never put', async () => {
      expect(await store.get('models/none')).toBeUndefined();
      expect(await store.head('none')).toBeUndefined();
      expect(await keys()).toEqual([]);
    });

    it('takes an empty body and a streamed one of many megabytes', async () => {
      await store.put('empty', new Uint8Array(0));
      expect(await collected(await store.get('empty'))).toEqual(Buffer.alloc(0));
      const chunk = new Uint8Array(100_000).fill(7);
      expect(await store.put('large', inChunks(80, chunk))).toMatchObject({ bytes: 8_000_000 });
      const large = await collected(await store.get('large'));
      expect([large?.length, large?.every((value) => value === 7)]).toEqual([8_000_000, true]);
    });

    it('takes the same bytes again', async () => {
      const first = await store.put('a/b', bytes('same'));
      expect(await store.put('a/b', inChunks(1, bytes('same')))).toEqual(first);
      expect(await keys()).toEqual(['a/b']);
    });

    it('refuses other bytes under a taken key, and keeps the first', async () => {
      await store.put('a', bytes('first'));
      await expect(store.put('a', bytes('second'))).rejects.toMatchObject({ code: 'ID_CONFLICT' });
      expect(await textOf(await store.get('a'))).toBe('first');
    });

    it('lets exactly one of concurrent writers win', async () => {
      const bodies = Array.from({ length: 20 }, (_, index) => bytes(`body ${index}`));
      const outcomes = await Promise.allSettled(bodies.map((body) => store.put('race/key', body)));
      const winners = outcomes.filter((outcome) => outcome.status === 'fulfilled');
      expect(winners).toHaveLength(1);
      expect(await store.head('race/key')).toEqual(winners[0]?.value);
      const same = await Promise.all(Array.from({ length: 10 }, () => store.put('race/same', bytes('one'))));
      expect(new Set(same.map(({ sha256 }) => sha256)).size).toBe(1);
    });

    it('lets one of two large bodies win as a whole', async () => {
      const outcomes = await Promise.allSettled([1, 2].map((seed) => store.put('race/large', largeBody(seed, 20))));
      const [winner, ...others] = outcomes.filter((outcome) => outcome.status === 'fulfilled');
      expect(others).toEqual([]);
      expect(outcomes.find((outcome) => outcome.status === 'rejected')?.reason).toMatchObject({ code: 'ID_CONFLICT' });
      expect(await store.head('race/large')).toEqual(winner?.value);
      const hash = createHash('sha256');
      for await (const chunk of await store.get('race/large') ?? []) hash.update(chunk);
      expect(hash.digest('hex')).toBe(winner?.value.sha256);
      const won = outcomes[0]?.status === 'fulfilled' ? 1 : 2;
      expect(await store.put('race/large', largeBody(won, 20))).toEqual(winner?.value);
    });

    it('has nothing of a large body that broke off', async () => {
      const broken = async function* (): AsyncGenerator<Uint8Array> {
        yield* largeBody(1, 18);
        throw new Error('the source broke off');
      };
      await expect(store.put('broken/large', broken())).rejects.toThrow('the source broke off');
      expect([await store.head('broken/large'), await keys()]).toEqual([undefined, []]);
    });

    it('keeps keys apart that differ in case, dots or a hyphen', async () => {
      const alike = ['A', 'a', 'a-', 'a.', 'a..b', 'a_', 'a/A', 'a/a.', '0', '00', '1e3', 'null', 'true'];
      for (const key of alike) await store.put(key, bytes(`of ${key}`));
      expect(await keys()).toEqual(alike.toSorted());
      for (const key of alike) expect(await textOf(await store.get(key))).toBe(`of ${key}`);
    });

    it('has nothing of a body that broke off', async () => {
      await expect(store.put('broken', breakingOff())).rejects.toThrow('the source broke off');
      expect(await store.head('broken')).toBeUndefined();
      expect(await store.put('broken', bytes('whole'))).toMatchObject({ bytes: 5 });
    });

    it('lists by the bytes of keys below a prefix', async () => {
      const configs = ['models/x/1/config.json', 'models/x/10/config.json', 'models/x/2/config.json'];
      const all = ['a', 'a-b', 'a.b/c', 'a/b', 'a/b/c', 'a0', 'B', ...configs];
      for (const key of all.toReversed()) await store.put(key, bytes(key));
      expect(await keys()).toEqual(all.toSorted());
      expect(await keys('a')).toEqual(['a', 'a-b', 'a.b/c', 'a/b', 'a/b/c', 'a0']);
      expect(await keys('a/')).toEqual(['a/b', 'a/b/c']);
      expect(await keys('models/x/1')).toEqual(['models/x/1/config.json', 'models/x/10/config.json']);
      expect(await keys('models/x/1/config.json')).toEqual(['models/x/1/config.json']);
      for (const prefix of ['c', 'a/z', 'none/', '../', '/', 'a//']) expect(await keys(prefix)).toEqual([]);
      expect((await Array.fromAsync(store.list('B')))[0]).toEqual(infoOf('B', bytes('B')));
    });

    it('removes, also what is not there, and takes the key again', async () => {
      await store.put('a/b', bytes('old'));
      await store.remove('a/b');
      await store.remove('a/b');
      await store.remove('never/there');
      expect([await store.get('a/b'), await store.head('a/b'), await keys()]).toEqual([undefined, undefined, []]);
      expect(await store.put('a/b', bytes('new'))).toMatchObject({ bytes: 3 });
    });

    it.each(refusedKeys)('refuses the key %j', async (key) => {
      const refused = { code: 'REQUEST_INVALID' };
      await expect(store.put(key, bytes('x'))).rejects.toMatchObject(refused);
      await expect(store.get(key)).rejects.toMatchObject(refused);
      await expect(store.head(key)).rejects.toMatchObject(refused);
      await expect(store.remove(key)).rejects.toMatchObject(refused);
      expect(await keys()).toEqual([]);
    });

    it('takes a key of 512 bytes, and one that is a folder of others', async () => {
      const long = `${'a'.repeat(190)}/${'b'.repeat(190)}/${'c'.repeat(130)}`;
      await store.put(long, bytes('deep'));
      expect(long.length).toBe(512);
      expect(await textOf(await store.get(long))).toBe('deep');
      await store.put('a'.repeat(190), bytes('beside'));
      expect(await keys()).toEqual(['a'.repeat(190), long]);
    });

    it('may be left in the middle of a body or of a list', async () => {
      await store.put('large', inChunks(20, new Uint8Array(100_000)));
      await store.put('other', bytes('x'));
      for await (const chunk of await store.get('large') ?? []) {
        expect(chunk.length).toBeGreaterThan(0);
        break;
      }
      for await (const { key } of store.list('')) {
        expect(key).toBe('large');
        break;
      }
      await store.get('large');
      await store.ping();
    });

    it('has what it acknowledged after it is closed and opened again', async () => {
      await store.put('kept/here', bytes('body'));
      await store.close();
      store = await place.open();
      expect(await textOf(await store.get('kept/here'))).toBe('body');
      expect(await keys()).toEqual(['kept/here']);
    });
  });
};
