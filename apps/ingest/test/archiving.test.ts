import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listSegments } from '@streamforge/archive/segments';
import type { OpenPorts } from '@streamforge/service-host/run';
import { createLogger } from '@streamforge/service-host/log';
import { createMetrics } from '@streamforge/service-host/metrics';
import { simulatedClock } from '@streamforge/testing/simulated-clock';
import { openEmbedded } from '@streamforge/wiring/embedded';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { countedIds } from '@streamforge/determinism/ids';
import { archiveTopics, lowestCommitted } from '../src/archiving.ts';
import { IngestConfig } from '../src/config.ts';

const topic = 'market.trades.v1';
const place = { topic, partition: 0 } as const;
const DAY = 86_400_000;
const patience = { timeout: 10_000 };

describe('the archive of market topics', () => {
  const clock = simulatedClock();
  let directory = '';
  let ports: OpenPorts;
  let stopping: AbortController;
  let running: Promise<unknown> | undefined;
  const metrics = createMetrics();
  beforeEach(async () => {
    directory = await mkdtemp(join(tmpdir(), 'ingest-archive-'));
    ports = await openEmbedded({ directory, clock, partitions: 2 });
    stopping = new AbortController();
    running = undefined;
  });
  afterEach(async () => {
    stopping.abort();
    await running;
    await ports.close();
    await rm(directory, { recursive: true });
  });
  const begin = (env: Readonly<Record<string, string>> = {}, objects = ports.objects, urls: object = {}): void => {
    running = archiveTopics({
      ...ports, objects, clock, metrics, ids: countedIds('test'), logger: createLogger('silent'), publish: async () => {},
      config: { ...IngestConfig.parse({ STREAMFORGE_ARCHIVE_SEGMENT_BYTES: '2000', ...env }), ...urls },
    }, stopping.signal).catch(() => undefined);
  };
  const produce = async (count: number): Promise<void> => {
    await ports.events.produce(topic, Array.from({ length: count }, (_, index) => ({ key: null, value: `trade ${index}`, partition: 0 })));
  };
  const resting = async (): Promise<void> => {
    await expect.poll(() => clock.sleeping(), patience).toBe(1);
  };
  /** Lets the job look once, from its rest to its next one. */
  const look = async (): Promise<void> => {
    await resting();
    await clock.advance(60_000);
    await resting();
  };
  const archivedTo = async (): Promise<number> => (await listSegments(ports.objects, place)).endFrom(0);
  const start = async (): Promise<number | undefined> => (await ports.events.offsets(topic))[0]?.start;

  it('grows by itself, and what it has leaves the log when it is 30 days old and ingest has read it', async () => {
    begin();
    await produce(1_000);
    await look();
    const archived = await archivedTo();
    expect(archived).toBeGreaterThan(800);
    expect(await metrics.text()).toContain(`streamforge_archived_records_total{topic="${topic}"} ${archived}`);
    clock.jumpTo(clock.now() + 31 * DAY);
    await look();
    expect(await archivedTo()).toBe(1_000);
    await look();
    expect(await start()).toBe(0);
    await ports.events.seek('ingest', [{ ...place, offset: 600 }]);
    await look();
    expect(await start()).toBeGreaterThan(400);
    expect(await start()).toBeLessThanOrEqual(600);
    expect(await metrics.text()).toContain(`streamforge_archive_oldest_seconds{topic="${topic}"} 0`);
  });

  it('waits for a store that is down, and passes over a partition whose archive is another log’s', async () => {
    let down = true;
    const objects = { ...ports.objects, put: async (...given: Parameters<typeof ports.objects.put>) => {
      if (down) throw new Error('the store is down');
      return await ports.objects.put(...given);
    } };
    const foreign = `archive/market.candles.v1/0/${'0'.repeat(20)}-${'0'.repeat(17)}900-1700000000000.zst`;
    await ports.objects.put(foreign, Buffer.from('of another log'));
    begin({}, objects);
    await produce(500);
    await look();
    await look();
    expect(await archivedTo()).toBe(0);
    expect(await metrics.text()).toContain(`streamforge_archive_oldest_seconds{topic="${topic}"} 60\n`);
    expect(await metrics.text()).toContain('streamforge_archive_oldest_seconds{topic="market.candles.v1"} 60\n');
    down = false;
    await look();
    expect(await archivedTo()).toBeGreaterThan(300);
  });

  it('comes before a retention by age, also in a log whose topics were made with one', async () => {
    await ports.events.apply([{ name: topic, partitions: 2, retentionMs: DAY }]);
    await produce(10);
    clock.jumpTo(clock.now() + 90 * DAY);
    await ports.events.seek('ingest', [{ ...place, offset: 10 }]);
    begin({}, { ...ports.objects, put: () => Promise.reject(new Error('the store is down')) });
    await look();
    expect(await start()).toBe(0);
    expect((await ports.events.topics()).find(({ name }) => name === topic)?.retentionMs).toBeNull();
  });

  it.each([
    ['it is off', { STREAMFORGE_ARCHIVE: 'off' }, {}],
    ['each process would have one of its own', {}, { EVENT_LOG_URL: 'kafka://127.0.0.1:9092' }],
  ])('is not touched when %s', async (_, env, urls) => {
    begin(env, ports.objects, urls);
    await running;
    expect(clock.sleeping()).toBe(0);
  });

  it('counts a live group that has not begun as having read nothing', () => {
    const of = (group: string, committed: number) => ({ ...place, group, committed });
    expect(lowestCommitted(place, [])).toBe(0);
    expect(lowestCommitted(place, [of('ingest', 70), of('somebody-else', 3), { ...of('ingest', 1), partition: 1 }])).toBe(70);
  });
});
