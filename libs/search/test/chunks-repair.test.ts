/** Chunks live in two stores: whatever fails between them, redelivery ends in the state that an undisturbed run ends in. */
import { array, assert, asyncProperty, boolean, constantFrom, integer, record } from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openChunks, type IndexedDocument } from '../src/chunks.ts';
import { long, note } from './notes.ts';
import { failingVectors, openStores, stateOf, type Stores } from './stores.ts';

const first = [note('a', long('copper', 12)), note('b', long('nickel', 3)), note('c', 'Zinc.')];
const second = [note('a', long('copper', 4), { version: 2 }), note('b', long('cobalt', 8), { version: 2 })];

let stores: Stores;
let others: Stores;
beforeAll(async () => {
  [stores, others] = await Promise.all([openStores(), openStores()]);
});
afterAll(async () => {
  await Promise.all([stores.close(), others.close()]);
});
beforeEach(() => stores.empty());

/** The state of an undisturbed run. */
const undisturbed = async (documents: readonly IndexedDocument[]): Promise<unknown> => {
  await others.empty();
  await (await openChunks(others)).index(documents);
  return await stateOf(others);
};

describe('what fails between the stores', () => {
  it.for([0, 1].flatMap((call) => (['before', 'after'] as const).map((moment) => ({ call, moment }))))(
    'is repaired by redelivery: write $call, $moment its effect', async ({ call, moment }) => {
      const chunks = await openChunks(stores);
      await chunks.index(first);
      const disturbed = await openChunks({ ...stores, vectors: failingVectors(stores.vectors, call, moment) });
      await expect(disturbed.index(second)).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
      expect(await chunks.index(second)).toEqual({ stored: 0, same: 2, older: 0 });
      expect(await stateOf(stores)).toEqual(await undisturbed([...second, first[2]!]));
    });

  it('leaves nothing of a version that a process writes after a newer one is there', async () => {
    const gate = Promise.withResolvers<void>();
    const reached = Promise.withResolvers<void>();
    const zombie = await openChunks({
      ...stores,
      vectors: {
        ...stores.vectors,
        upsert: async (collection, points) => {
          reached.resolve();
          await gate.promise;
          return await stores.vectors.upsert(collection, points);
        },
      },
    });
    const late = zombie.index(first);
    await reached.promise;
    const chunks = await openChunks(stores);
    await chunks.index(second);
    await chunks.remove([{ tenant: 'public', id: 'c', version: Uint8Array.of(0, 2) }]);
    gate.resolve();
    await late;
    const documents = [...second, note('c', '', { version: 2 })];
    expect(await stateOf(stores)).toEqual(await undisturbed(documents));
  });

  it('is repaired when the process that wrote an old version died before it looked', async () => {
    const chunks = await openChunks(stores);
    await chunks.index(second);
    const points = await Array.fromAsync(stores.vectors.everything('chunks'));
    const [point] = points.flat();
    const old = `a@${Buffer.from(first[0]!.version).toString('hex')}`;
    await stores.vectors.upsert('chunks', [{ ...point!, id: 'a#11', version: first[0]!.version, payload: { ...point!.payload, version: old } }]);
    expect(await chunks.index(first)).toEqual({ stored: 1, same: 0, older: 2 });
    expect(await stateOf(stores)).toEqual(await undisturbed([...second, first[2]!]));
  });

  it('shows nothing of a deleted document, though its chunks are still there', async () => {
    const chunks = await openChunks(stores);
    await chunks.index([...first, note('e', 'Copper and zinc.')]);
    const disturbed = await openChunks({ ...stores, vectors: failingVectors(stores.vectors, 0, 'before') });
    await expect(disturbed.remove([{ tenant: 'public', id: 'e', version: Uint8Array.of(0, 2) }])).rejects.toMatchObject({ code: 'STORE_UNAVAILABLE' });
    expect(await stores.vectors.count('chunks', 'public', { document: 'e' })).toBe(1);
    const found = await chunks.search({ tenant: 'public', question: 'copper', limit: 20 });
    expect(new Set(found.map(({ document }) => document))).toEqual(new Set(['a']));
  });

  it('writes the chunks again when the vector store was emptied', async () => {
    const chunks = await openChunks(stores);
    await chunks.index(first);
    const before = await stateOf(stores);
    await stores.vectors.clear('chunks');
    await chunks.index(first);
    expect(await stateOf(stores)).toEqual(before);
  });
});

describe('the sums', () => {
  it('are those of the newest versions, whatever comes, in whatever order, twice, and with failures in between', async () => {
    const words = ['copper', 'nickel', 'zinc', 'cobalt'] as const;
    const change = record({ id: constantFrom('a', 'b', 'c'), version: integer({ min: 1, max: 6 }), fails: boolean() });
    await assert(asyncProperty(array(change, { minLength: 1, maxLength: 14 }), async (changes) => {
      // The same version always has the same text; every third is a deletion.
      const contentOf = (id: string, version: number) => version % 3 === 0 ? undefined : long(words[(id.charCodeAt(0) + version) % 4]!, version);
      await stores.empty();
      const chunks = await openChunks(stores);
      for (const { id, version, fails } of changes) {
        const text = contentOf(id, version);
        const disturbed = await openChunks({ ...stores, vectors: failingVectors(stores.vectors, 0, version % 2 === 0 ? 'before' : 'after') });
        const apply = (to: typeof chunks) => text === undefined
          ? to.remove([{ tenant: 'public', id, version: Uint8Array.of(0, version) }])
          : to.index([note(id, text, { version })]);
        if (fails) await apply(disturbed).catch(() => undefined);
        await apply(chunks);
      }
      const newest = new Map<string, number>();
      for (const { id, version } of changes) newest.set(id, Math.max(version, newest.get(id) ?? 0));
      const final = [...newest].map(([id, version]) => note(id, contentOf(id, version) ?? '', { version }));
      expect(await stateOf(stores)).toEqual(await undisturbed(final));
    }), { numRuns: 12 });
  });
});
