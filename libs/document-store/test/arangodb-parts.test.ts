/** The adapter's own rules, without a server. */
import { describe, expect, it } from 'vitest';
import { boundAnswer } from '../src/arangodb/bounded-answer.ts';
import { decide } from '../src/arangodb/decision.ts';
import { keyTurns } from '../src/arangodb/key-turns.ts';
import { fewAtOnce, portionsOf } from '../src/arangodb/portions.ts';
import { systemClock } from '@streamforge/determinism/clock';
import { openEmbeddedDocumentStore } from '../src/embedded.ts';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { edge, entry, upTo, version } from '../src/conformance/samples.ts';
import { killBatch } from '../src/conformance/kill-batch.ts';
import { stateHash } from '../src/state-hash.ts';
import { serverFor, storeOn } from './arangodb-place.ts';

describe('the decision over one key', () => {
  const versions = (...numbers: readonly number[]) => numbers.map(version);

  it('takes the newest of several, and says what became of each', () => {
    expect(decide('newest', undefined, versions(1, 3, 2, 3))).toEqual({ verdicts: ['stored', 'stored', 'older', 'same'], winner: 1 });
    expect(decide('newest', version(3), versions(1, 3))).toEqual({ verdicts: ['older', 'same'], winner: undefined });
    expect(decide('first', undefined, versions(1, 1, 2))).toEqual({ verdicts: ['stored', 'same', 'conflict'], winner: 0 });
    expect(decide('first', version(1), versions(2))).toEqual({ verdicts: ['conflict'], winner: undefined });
  });
});

describe('turns', () => {
  it('let calls with a key in common follow each other, in the order they came, and others go together', async () => {
    const inTurn = keyTurns();
    const told: string[] = [];
    const first = Promise.withResolvers<void>();
    const calls = [
      inTurn(['a', 'b'], async () => { await first.promise; told.push('ab'); }),
      inTurn(['b', 'c'], async () => { told.push('bc'); }),
      inTurn(['a', 'c', 'c'], async () => { told.push('ac'); }),
      inTurn(['d'], async () => { told.push('d'); }),
    ];
    await calls[3];
    expect(told).toEqual(['d']);
    first.resolve();
    await Promise.all(calls);
    expect(told).toEqual(['d', 'ab', 'bc', 'ac']);
  });

  it('go on after a failure', async () => {
    const inTurn = keyTurns();
    const failed = inTurn(['a'], async () => { throw new Error('no'); });
    const next = inTurn(['a'], async () => 'went on');
    await expect(failed).rejects.toThrow('no');
    expect(await next).toBe('went on');
  });
});

describe('portions', () => {
  it('hold at most a thousand items, and some megabytes unless one alone is larger', () => {
    expect(Array.from(portionsOf(upTo(2_500), () => 1), ({ length }) => length)).toEqual([1_000, 1_000, 500]);
    expect(Array.from(portionsOf([3, 3, 9, 1], (size) => size * 1_000_000), (portion) => [...portion])).toEqual([[3], [3], [9], [1]]);
    expect([...portionsOf([], () => 1)]).toEqual([]);
  });

  it('run few at a time, and none after the first that fails', async () => {
    let running = 0;
    let most = 0;
    const ran: number[] = [];
    const run = async (item: number): Promise<void> => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setImmediate(resolve));
      running -= 1;
      ran.push(item);
      if (item === 3) throw new Error('three');
    };
    await fewAtOnce([0, 1, 2], 2, run);
    expect([most, ran]).toEqual([2, [0, 1, 2]]);
    await expect(fewAtOnce([3, 4, 5, 6, 7], 2, run)).rejects.toThrow('three');
    expect(ran).not.toContain(7);
  });
});

describe('an answer', () => {
  const at = (clock = systemClock) => (answer: Response, timeoutMs = 1_000) => boundAnswer(answer, clock, timeoutMs);

  it('is read whole, and gives its JSON as often as it is asked', async () => {
    const answer = new Response('{"a":1}');
    await at()(answer);
    expect([await answer.json(), await answer.text(), await answer.clone().json()]).toEqual([{ a: 1 }, '{"a":1}', { a: 1 }]);
    const empty = new Response(null, { status: 204 });
    await at()(empty);
    expect(await empty.text()).toBe('');
  });

  it('that does not end in time, or is larger than any of ours, is refused', async () => {
    const endless = new Response(new ReadableStream({ start: (stream) => stream.enqueue(new Uint8Array(3)) }));
    await expect(at()(endless, 20)).rejects.toThrow('did not end within 20 ms');
    const chunk = new Uint8Array(64 * 1_048_576);
    const huge = new Response(new ReadableStream({ pull: (stream) => stream.enqueue(chunk) }));
    await expect(at()(huge, 20_000)).rejects.toThrow('larger than');
    const stubborn = new Response(new ReadableStream({ cancel: () => { throw new Error('can not be cancelled'); } }));
    await expect(at()(stubborn, 20)).rejects.toThrow('did not end');
  });
});

describe('the same input', () => {
  it('gives the state hash of the embedded store', async () => {
    const directory = await mkdtemp(join(tmpdir(), 'streamforge-documents-'));
    const stores = [await openEmbeddedDocumentStore({ directory }), await storeOn(await serverFor())];
    for (const store of stores) {
      for (const number of upTo(30)) await store.upsert('documents', killBatch(number));
      await store.upsert('candles', upTo(1_500).map((order) => entry({ series: `s${order % 7}\0é`, order: order - 700, id: 'ignored', body: order % 9 === 0 ? null : `{"o":${order}}` })));
      await store.upsert('trades', [entry({ id: '\u{1F600}' }), { ...entry({ id: 'bytes' }), body: Uint8Array.from([0xff, 0, 1]) }]);
      await store.upsertEdges('relations', [edge('a', 'b'), edge('b', 'c'), edge('a', 'b', { version: 2, body: null })]);
    }
    const [embedded, arango] = await Promise.all(stores.map((store) => stateHash(store)));
    expect(arango).toBe(embedded);
    await stores[0]?.close();
    await rm(directory, { recursive: true });
  });
});
