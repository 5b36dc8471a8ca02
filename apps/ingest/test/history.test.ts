import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Archiver } from '@streamforge/archive/archiver';
import { mulberry32 } from '@streamforge/determinism/random';
import type { TopicName } from '@streamforge/contracts/topics';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { tellUnfinished } from '../src/history/marker.ts';
import type { TaskState } from '../src/history/tasks.ts';
import { openHarness, type Harness } from './harness.ts';

const OPEN = Date.UTC(2024, 0, 1);
const archivedTopics: readonly TopicName[] = ['market.candles.v1', 'market.trades.v1'];

const candle = (n: number, close = '11') => {
  const openTime = OPEN + Math.floor(n / 5) * 60_000;
  return { exchange: 'local', symbol: `S${n % 5}`, interval: '1m', openTime, open: '10', high: '12', low: '9', close, volume: String(n) } as const;
};
const trade = (n: number, id = String(n)) =>
  ({ exchange: 'local', symbol: `T${n % 3}`, id, time: OPEN + n * 1_000, price: '10', quantity: String(n + 1), side: 'buy' }) as const;

describe('the history of the document store', { timeout: 60_000 }, () => {
  let harness: Harness;
  beforeEach(async () => {
    harness = await openHarness({ partitions: 3 });
  });
  afterEach(async () => harness.close());

  const request = async (
    method: 'GET' | 'POST', url: string, payload?: object,
  ): Promise<{ readonly status: number; readonly body: TaskState }> => {
    const answer = await harness.host.http.inject({ method, url, headers: { host: '127.0.0.1' }, ...payload !== undefined && { payload } });
    return { status: answer.statusCode, body: answer.json<TaskState>() };
  };
  const ended = async (): Promise<TaskState> => {
    for (;;) {
      const { body } = await request('GET', '/v1/tasks/current');
      if (body.state !== 'running') return body;
      await sleep(5);
    }
  };
  const begun = async (kind: 'rebuild' | 'verify', force = false): Promise<TaskState> => {
    const { status, body } = await request('POST', '/v1/tasks', { kind, store: 'documents', force });
    expect(status, JSON.stringify(body)).toBe(202);
    return body;
  };
  const task = async (kind: 'rebuild' | 'verify', force = false): Promise<TaskState> => {
    await begun(kind, force);
    return await ended();
  };
  const filled = async (): Promise<void> => {
    await harness.feed('market.assets.v1', [{ exchange: 'local', symbol: 'T0', candlesFromTrades: ['1m'], updatedAt: OPEN }]);
    await harness.feed('market.candles.v1', Array.from({ length: 300 }, (_, n) => candle(n)));
    await harness.feed('market.candles.v1', Array.from({ length: 40 }, (_, n) => candle(n, '10.5')));
    await harness.feed('market.trades.v1', Array.from({ length: 200 }, (_, n) => trade(n)));
    await harness.feed('market.trades.v1', [trade(502, '7')]);
    await harness.feed('documents.v1', [{ id: 'd', text: 'A note.', publishedAt: OPEN }]);
  };
  /** Archives all there is and deletes it from the log. */
  const archived = async (): Promise<void> => {
    const { events, objects } = harness.host.ports;
    const archiver = new Archiver({ events, objects, segmentBytes: 4_000, segmentMs: 3_600_000 });
    for (const topic of archivedTopics) {
      for (const { partition } of await events.offsets(topic)) {
        await archiver.archive({ topic, partition }, Date.now() + 1e9);
        await archiver.prune({ topic, partition }, Infinity, Infinity);
      }
    }
    for (const topic of archivedTopics) for (const { start, end } of await events.offsets(topic)) expect(start).toBe(end);
  };
  const letters = async (): Promise<readonly string[]> => (await Promise.all(archivedTopics.map((topic) => harness.codes(topic)))).flat();

  it('fills the emptied store to the same state, from the log or from the archive', async () => {
    // Other tests verify at the same time, and leave their scratch stores among the temporary files meanwhile.
    const temporary = await mkdtemp(join(tmpdir(), 'ingest-history-'));
    vi.stubEnv('TMPDIR', temporary);
    await filled();
    const before = await harness.hash();
    const refused = await letters();
    expect(await task('rebuild')).toMatchObject({ state: 'done', result: { before, after: before, rounds: 1, records: 543 } });
    expect(await task('verify')).toMatchObject({ state: 'done', result: { ok: true, records: 543, differing: 0 } });
    await archived();
    await harness.host.ports.documents.clear('candles');
    expect(await task('verify')).toMatchObject({ result: { ok: false } });
    expect(await task('rebuild')).toMatchObject({ state: 'done', result: { after: before, records: 543 } });
    expect(await harness.hash()).toBe(before);
    expect(await task('verify')).toMatchObject({ result: { ok: true } });
    expect(await letters()).toEqual(refused);
    expect(await readdir(temporary)).toEqual([]);
    vi.unstubAllEnvs();
    await rm(temporary, { recursive: true });
  });

  it('names what was planted, changed or taken away', async () => {
    await filled();
    const { documents } = harness.host.ports;
    const [first] = await harness.entries('trades', 'local:T1');
    if (first === undefined) throw new Error('There is a trade.');
    const planted = { ...first, id: 'planted', version: first.version };
    await documents.upsert('trades', [planted]);
    const version = Uint8Array.from([255, ...first.version.slice(1)]);
    const newer = { ...first, series: 'local:S0:1m:published', order: OPEN, id: '', version };
    await documents.upsert('candles', [newer]);
    const { state, result } = await task('verify');
    expect(state).toBe('done');
    expect(result).toMatchObject({ ok: false, differing: 2 });
    expect((result as { differences: unknown[] }).differences).toEqual(expect.arrayContaining([
      { collection: 'trades', series: 'local:T1', order: first.order, id: 'planted', what: 'unknown' },
      { collection: 'candles', series: 'local:S0:1m:published', order: OPEN, id: '', what: 'unknown' },
    ]));
    await documents.clear('documents');
    expect((await task('verify')).result).toMatchObject({ ok: false, differing: 3 });
    expect(await task('rebuild')).toMatchObject({ state: 'done' });
    expect((await task('verify')).result).toMatchObject({ ok: true });
  });

  it('is read again, and verified, while records arrive and leave for the archive', async () => {
    await filled();
    const { events, objects } = harness.host.ports;
    const random = mulberry32(7);
    const stop = new AbortController();
    let sent = 0;
    const traffic = (async () => {
      const archiver = new Archiver({ events, objects, segmentBytes: 2_000, segmentMs: 3_600_000 });
      for (let n = 1_000; !stop.signal.aborted; n += 10) {
        const numbers = Array.from({ length: 10 }, (_, index) => n + index);
        const candles = numbers.map(() => candle(Math.floor(random() * 400), String(9 + Math.floor(random() * 3))));
        await events.produce('market.candles.v1', candles.map((each) => ({ key: `local:${each.symbol}:1m`, value: JSON.stringify(each) })));
        const trades = numbers.map((each) => ({ key: `local:T${each % 3}`, value: JSON.stringify(trade(each)) }));
        await events.produce('market.trades.v1', trades);
        sent += 20;
        for (const topic of archivedTopics) {
          for (const { partition } of await events.offsets(topic)) {
            await archiver.archive({ topic, partition }, Date.now());
            const read = (await events.committed('ingest')).find((each) => each.topic === topic && each.partition === partition);
            await archiver.prune({ topic, partition }, Infinity, read?.committed ?? 0);
          }
        }
        await sleep(5);
      }
    })();
    try {
      for (let round = 0; round < 2; round += 1) {
        expect(await task('rebuild')).toMatchObject({ state: 'done' });
        const { state, result, error } = await task('verify');
        expect({ state, result, error }, JSON.stringify(result)).toMatchObject({ state: 'done', result: { ok: true, differences: [] } });
      }
    } finally {
      stop.abort();
      await traffic;
    }
    await harness.settled();
    expect(sent).toBeGreaterThan(100);
    const after = await harness.hash();
    expect(await task('rebuild')).toMatchObject({ state: 'done', result: { before: after, after, rounds: 1 } });
    expect((await task('verify')).result).toMatchObject({ ok: true, changed: 0 });
    expect(await letters()).toEqual(['ID_CONFLICT']);
  });

  it('begins anew when a trade arrives whose id an earlier one has, and loses neither', async () => {
    await filled();
    const { events, documents } = harness.host.ports;
    const before = await harness.hash();
    // What a live record would do: it is stored while the store is empty, before the replay comes to the one whose id it has.
    const clear = documents.clear.bind(documents);
    let cleared = 0;
    const late = { key: 'local:T1', value: JSON.stringify(trade(700, '4')) };
    Object.assign(documents, {
      clear: async (collection: Parameters<typeof clear>[0]) => {
        await clear(collection);
        if (collection !== 'trades' || cleared > 0) return;
        cleared += 1;
        await events.produce('market.trades.v1', [late]);
        await harness.settled();
      },
    });
    expect(await task('rebuild')).toMatchObject({ state: 'done', result: { before, after: before, rounds: 2 } });
    expect(await letters()).toEqual(['ID_CONFLICT', 'ID_CONFLICT']);
    expect((await task('verify')).result).toMatchObject({ ok: true });
  });

  it('may be killed half-way: that is said until it is done again', async () => {
    await filled();
    const before = await harness.hash();
    const { documents } = harness.host.ports;
    const upsert = documents.upsert.bind(documents);
    let writes = 0;
    // The cancelling request waits for the task, which waits for it: let it go its own way.
    Object.assign(documents, { upsert: async (...given: Parameters<typeof upsert>) => {
      writes += 1;
      if (writes === 3) void request('POST', '/v1/tasks/current/cancel');
      return await upsert(...given);
    } });
    expect(await task('rebuild')).toMatchObject({ state: 'cancelled' });
    Object.assign(documents, { upsert });
    expect(await harness.hash()).not.toBe(before);
    expect(await task('verify')).toMatchObject({ state: 'failed', error: { code: 'REBUILD_UNFINISHED' } });
    const said: string[] = [];
    const logger = { error: (_: object, text: string) => said.push(text) };
    await tellUnfinished({ objects: harness.host.ports.objects, logger: logger as never });
    expect(said).toEqual([expect.stringContaining('streamforge rebuild documents')]);
    expect(await task('rebuild')).toMatchObject({ state: 'done', result: { after: before } });
    expect((await task('verify')).result).toMatchObject({ ok: true });
    await tellUnfinished({ objects: harness.host.ports.objects, logger: logger as never });
    expect(said).toHaveLength(1);
  });

  it('is not rebuilt from a history that lacks something, unless it is forced', async () => {
    await filled();
    const { events, objects } = harness.host.ports;
    const [bounds] = (await events.offsets('market.candles.v1')).filter(({ end }) => end > 5);
    if (bounds === undefined) throw new Error('There are candles.');
    await events.deleteBefore([{ ...bounds, offset: 5 }]);
    const refused = await task('rebuild');
    const message = expect.stringMatching(/deleted 5 records.*--force/u) as string;
    expect(refused).toMatchObject({ state: 'failed', error: { code: 'REQUEST_INVALID', message } });
    expect(await task('verify')).toMatchObject({ state: 'failed', error: { code: 'LOST_RANGE' } });
    expect(await task('rebuild', true)).toMatchObject({ state: 'done', result: { records: 538 } });
    await objects.put(`archive/market.trades.v1/0/${'0'.repeat(20)}-${'0'.repeat(16)}9000-1700000000000.zst`, Buffer.from('x'));
    const beyond = expect.stringContaining('goes on beyond the end') as string;
    expect(await task('rebuild')).toMatchObject({ state: 'failed', error: { message: beyond } });
    expect(await task('verify')).toMatchObject({ state: 'failed', error: { code: 'ARCHIVE_MISMATCH' } });
  });

  it('is worked on by one task at a time, and only by one that is known', async () => {
    await filled();
    expect((await request('GET', '/v1/tasks/current')).status).toBe(404);
    await begun('verify');
    const second = await request('POST', '/v1/tasks', { kind: 'rebuild', store: 'documents' });
    expect(second).toMatchObject({ status: 409, body: { code: 'TASK_RUNNING' } });
    await ended();
    expect(await request('POST', '/v1/tasks', { kind: 'polish', store: 'documents' })).toMatchObject({ status: 400 });
    expect((await request('POST', '/v1/tasks/current/cancel')).status).toBe(200);
  });
});
