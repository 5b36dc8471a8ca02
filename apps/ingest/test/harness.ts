import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { topicOf, type InputOf, type TopicName } from '@streamforge/contracts/topics';
import type { StoredEntry } from '@streamforge/document-store/port';
import type { CollectionName } from '@streamforge/contracts/collections';
import { stateHash } from '@streamforge/document-store/state-hash';
import type { LogRecord, OutgoingHeaders } from '@streamforge/event-log/port';
import { startHost, type RunningHost } from '@streamforge/service-host/run';
import { openEmbedded } from '@streamforge/wiring/embedded';
import { ingest } from '../src/service.ts';

const decoder = new TextDecoder();

/** Ingest over embedded ports in a directory of its own. */
export interface Harness {
  readonly host: RunningHost;
  /** Produces plain values, keyed as their topic declares, and waits until ingest has handled them. */
  feed<Topic extends TopicName>(topic: Topic, values: readonly InputOf<Topic>[], headers?: OutgoingHeaders): Promise<void>;
  /** Produces a tombstone and waits. */
  bury(topic: TopicName, key: string, time: string): Promise<void>;
  settled(): Promise<void>;
  entries(collection: CollectionName, series: string): Promise<readonly StoredEntry[]>;
  bodies(collection: CollectionName, series: string): Promise<readonly Record<string, unknown>[]>;
  /** Every record of a topic, partition by partition. */
  records(topic: string): Promise<readonly LogRecord[]>;
  /** Codes of the dead letters of a topic. */
  codes(topic: TopicName): Promise<readonly string[]>;
  hash(): Promise<string>;
  close(): Promise<void>;
}

export interface HarnessOptions {
  readonly partitions?: number;
  readonly batchRecords?: number;
}

export const openHarness = async ({ partitions, batchRecords = 500 }: HarnessOptions = {}): Promise<Harness> => {
  const directory = mkdtempSync(join(tmpdir(), 'ingest-'));
  const host = await startHost([ingest], {
    env: { STREAMFORGE_DATA: directory, STREAMFORGE_LOG_LEVEL: 'silent', STREAMFORGE_BATCH_RECORDS: String(batchRecords) },
    openPorts: (settings, clock) => openEmbedded({ directory: settings.STREAMFORGE_DATA, clock, ...partitions !== undefined && { partitions } }),
    listen: false,
  });
  const { events, documents } = host.ports;
  const settled = async (): Promise<void> => {
    while ((await host.lag()).some(({ lag }) => lag > 0)) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  const entries = async (collection: CollectionName, series: string): Promise<readonly StoredEntry[]> =>
    (await Array.fromAsync(documents.scan(collection, series, { deleted: true }))).flat();
  const records = async (topic: string): Promise<readonly LogRecord[]> => (await Promise.all((await events.offsets(topic))
    .map(({ partition, start }) => events.read({ topic, partition, offset: start }, { maxRecords: 1_000_000, maxBytes: 1_000_000_000 })))).flat();
  return {
    host, settled, entries, records,
    feed: async (topic, values, headers = []) => {
      await events.produce(topic, values.map((value) => ({ key: topicOf(topic).key(topicOf(topic).value.parse(value)), value: JSON.stringify(value), headers })));
      await settled();
    },
    bury: async (topic, key, time) => {
      await events.produce(topic, [{ key, value: null, headers: [['ce_time', time]] }]);
      await settled();
    },
    bodies: async (collection, series) => (await entries(collection, series)).map(({ body }) => body === null
      ? { deleted: true }
      : JSON.parse(decoder.decode(body)) as Record<string, unknown>),
    codes: async (topic) => (await records(`${topic}.dlq`)).map((record) => decoder.decode(record.header('sf_dlq_code'))),
    hash: async () => await stateHash(documents),
    close: async () => {
      await host.stop();
      rmSync(directory, { recursive: true });
    },
  };
};
