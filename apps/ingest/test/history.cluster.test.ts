/** Archive, rebuild and verify over Kafka, Postgres and S3, beside an ingest that goes on. */
import { setTimeout as sleep } from 'node:timers/promises';
import { Archiver } from '@streamforge/archive/archiver';
import { stateHash } from '@streamforge/document-store/state-hash';
import { startHost, type RunningHost } from '@streamforge/service-host/run';
import { clusterPlace, clusterUrls, type ClusterPlace } from '@streamforge/testing/cluster-place';
import { openPorts } from '@streamforge/wiring/open-ports';
import { afterEach, describe, expect, it } from 'vitest';
import type { TaskState } from '../src/history/tasks.ts';
import { ingest } from '../src/service.ts';
import { goodCandle } from './candle-records.ts';

const urls = clusterUrls();
const topic = 'market.candles.v1';

describe.skipIf(urls === undefined)('the history over Kafka, Postgres and S3', { timeout: 120_000 }, () => {
  let place: ClusterPlace | undefined;
  let hosts: RunningHost[] = [];
  afterEach(async () => {
    await Promise.all(hosts.map((host) => host.stop()));
    hosts = [];
    await place?.dispose();
  });
  const start = async (consume: boolean): Promise<RunningHost> => {
    const env = { ...place?.env, STREAMFORGE_LOG_LEVEL: 'silent', STREAMFORGE_ARCHIVE: 'off' };
    const host = await startHost([ingest], { env, openPorts, listen: false, consume });
    hosts.push(host);
    return host;
  };
  /** Runs a task in a process that consumes nothing, as the command line does. */
  const task = async ({ http }: RunningHost, kind: 'rebuild' | 'verify'): Promise<TaskState> => {
    const headers = { host: '127.0.0.1' };
    const begun = await http.inject({ method: 'POST', url: '/v1/tasks', headers, payload: { kind, store: 'documents' } });
    expect(begun.statusCode).toBe(202);
    for (;;) {
      const state = (await http.inject({ url: '/v1/tasks/current', headers })).json<TaskState>();
      if (state.state !== 'running') return state;
      await sleep(20);
    }
  };
  const archive = async ({ ports: { events, objects } }: RunningHost): Promise<number> => {
    const archiver = new Archiver({ events, objects, segmentBytes: 20_000, segmentMs: 3_600_000 });
    let deleted = 0;
    for (const { partition } of await events.offsets(topic)) {
      await archiver.archive({ topic, partition }, Date.now());
      const read = (await events.committed('ingest')).find((each) => each.topic === topic && each.partition === partition)?.committed ?? 0;
      deleted += await archiver.prune({ topic, partition }, Infinity, read);
    }
    return deleted;
  };

  it('gives the same state as before, also while records arrive and leave for the archive', async () => {
    if (urls === undefined) return;
    place = await clusterPlace(urls, ['ingest'], 3);
    const live = await start(true);
    const beside = await start(false);
    const { events, documents } = live.ports;
    const settled = async (): Promise<void> => {
      while ((await live.lag()).some(({ lag }) => lag > 0)) await sleep(50);
    };
    const produce = async (from: number, count: number): Promise<void> =>
      void await events.produce(topic, Array.from({ length: count }, (_, index) => goodCandle(from + index)));
    await produce(0, 2_000);
    await settled();
    const before = await stateHash(documents);
    expect(await archive(live)).toBeGreaterThan(1_000);
    expect(await task(beside, 'rebuild')).toMatchObject({ state: 'done', result: { before, after: before, records: 2_000 } });
    expect(await task(beside, 'verify')).toMatchObject({ state: 'done', result: { ok: true } });

    const stop = new AbortController();
    const traffic = (async () => {
      for (let n = 2_000; !stop.signal.aborted; n += 50) {
        await produce(n, 50);
        await archive(live);
      }
    })();
    expect(await task(beside, 'rebuild')).toMatchObject({ state: 'done' });
    expect(await task(beside, 'verify')).toMatchObject({ state: 'done', result: { ok: true, differences: [] } });
    stop.abort();
    await traffic;
    await settled();
    const after = await stateHash(documents);
    expect(await task(beside, 'rebuild')).toMatchObject({ result: { before: after, after } });
    await documents.clear('candles');
    const { state, result } = await task(beside, 'verify');
    expect(state).toBe('done');
    expect(result).toMatchObject({ ok: false });
    expect((result as { differences: unknown[] }).differences[0]).toMatchObject({ collection: 'candles', what: 'missing' });
  });
});
