/** The same points, in another order and another store, are one state. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { chunk, MEANING, moment, randomVector, upTo } from '../src/conformance/samples.ts';
import { openEmbeddedVectorStore } from '../src/embedded.ts';
import type { VectorStore } from '../src/port.ts';
import { describeVectorState } from '../src/state-hash.ts';
import { serverFor, storeOn } from './qdrant-place.ts';

const moments = upTo(400).flatMap((seed) => [1, 2].map((version) => moment(`m${seed}`, randomVector(seed + version), {
  tenant: `t${seed % 3}`, version, payload: { series: `s${seed % 5}`, forwardReturn: Math.sin(seed), nothing: null },
})));
const chunks = upTo(100).map((seed) => ({
  ...chunk(`c${seed}`, { [seed]: 1 / (seed + 1), [seed + 7]: -0.1, 4_294_967_295: 1e20 }, { payload: { document: `d${seed % 9}`, symbols: ['A', `S${seed}`] } }),
  dense: { meaning: randomVector(seed, MEANING).fill(-0, 1, 2) },
}));

const filled = async (store: VectorStore, inOrder: <Item>(items: readonly Item[]) => readonly Item[]): Promise<string> => {
  await store.prepare('chunks', { meaning: MEANING });
  for (const portion of [inOrder(moments).slice(0, 300), inOrder(moments).slice(300)]) await store.upsert('moments', portion);
  await store.upsert('chunks', inOrder(chunks));
  await store.deleteWhere('moments', 't1', { series: 's2' });
  return JSON.stringify(await describeVectorState(store));
};

describe('one state', () => {
  it('is what the same points make, embedded and in Qdrant, forwards and backwards', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'streamforge-vectors-'));
    onTestFinished(() => rm(directory, { recursive: true }));
    const embedded = await openEmbeddedVectorStore({ directory });
    const forwards = await filled(embedded, (items) => items);
    await embedded.close();
    expect(await filled(await storeOn(await serverFor()), (items) => items.toReversed())).toBe(forwards);
    expect(forwards).toMatch(/"points":100,.*"points":373,/);
  });
});
