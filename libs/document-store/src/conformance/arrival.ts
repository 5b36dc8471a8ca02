import type { Arbitrary } from 'fast-check';
import { array, assert, asyncProperty, boolean, constant, constantFrom, integer, nat, record, shuffledSubarray, tuple } from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DocumentStore, VersionedEntry } from '../port.ts';
import { describeState, stateHash } from '../state-hash.ts';
import { edge, entry } from './samples.ts';
import type { NewPlace } from './subject.ts';
import { freshStore } from './subject.ts';

const sample = record({
  series: constantFrom('a', 'b\0', 'é'),
  id: constantFrom('x', 'y', 'z'),
  version: nat(8),
  deleted: boolean(),
  offset: nat(),
});

/** A version stands for one content, as everywhere: the hash of the body is part of it. */
const toEntry = ({ series, id, version, deleted, offset }: typeof sample extends Arbitrary<infer Value> ? Value : never): VersionedEntry =>
  entry({ series, id, version: version * 2 + (deleted ? 1 : 0), order: version, body: deleted ? null : `{"v":${version}}`, offset });

const shuffledPair = array(sample, { maxLength: 40 }).chain((samples) =>
  tuple(constant(samples), shuffledSubarray(samples, { minLength: samples.length }), integer({ min: 1, max: 12 })));

const write = async (store: DocumentStore, entries: readonly VersionedEntry[], portion: number): Promise<void> => {
  for (let start = 0; start < entries.length; start += portion) await store.upsert('documents', entries.slice(start, start + portion));
};

export const arrival = (newPlace: NewPlace): void => {
  describe('ends in one state', () => {
    const store = freshStore(newPlace);

    it('however arrival is shuffled, cut into calls and repeated', async () => {
      await assert(asyncProperty(shuffledPair, async ([samples, shuffled, portion]) => {
        await store().clear('documents');
        await write(store(), samples.map(toEntry), 40);
        const [hash, series] = [await stateHash(store()), await store().series('documents', { limit: 10 })];
        await store().clear('documents');
        await write(store(), [...shuffled, ...samples].map(toEntry), portion);
        expect([await stateHash(store()), await store().series('documents', { limit: 10 })]).toEqual([hash, series]);
      }), { numRuns: 40 });
    });

    it('whose hash sees every part of an entry but its source', async () => {
      const base = entry({ series: 's', id: 'i', order: 1, version: 1, body: 'body' });
      const changes: readonly Partial<VersionedEntry>[] = [
        {}, { series: 's2' }, { id: 'i2' }, { order: 2 }, { version: entry({ version: 2 }).version },
        { body: null }, { body: new Uint8Array(0) }, { series: 'si', id: '' }, { series: '', id: 'si' },
      ];
      const hashes = new Set([await stateHash(store())]);
      for (const change of changes) {
        await store().clear('documents');
        await store().upsert('documents', [{ ...base, ...change }]);
        hashes.add(await stateHash(store()));
      }
      expect(hashes.size).toBe(changes.length + 1);
      await store().clear('documents');
      await store().upsert('documents', [{ ...base, source: { topic: 'other', partition: 9, offset: 99 } }]);
      expect(hashes).toContain(await stateHash(store()));
    });

    it('which it describes by collection', async () => {
      await store().upsert('documents', [entry({ id: 'a' }), entry({ id: 'b', body: null })]);
      await store().upsertEdges('relations', [edge('a', 'b')]);
      const states = await describeState(store(), ['relations', 'documents']);
      expect(states.map(({ collection, entries, deleted }) => [collection, entries, deleted]))
        .toEqual([['documents', 1, 1], ['relations', 1, 0]]);
      expect(await stateHash(store(), ['documents'])).not.toBe(await stateHash(store(), ['relations']));
      expect(await stateHash(store())).toMatch(/^[0-9a-f]{64}$/);
    });
  });
};
