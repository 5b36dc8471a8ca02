import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { canonicalJson } from '@streamforge/codec/canonical';
import { sha256 } from '@streamforge/codec/digest';
import { versionOf } from '@streamforge/codec/version';
import { Bar } from '@streamforge/contracts/events/bar';
import { topicOf, type InputOf, type TopicName } from '@streamforge/contracts/topics';
import type { DocumentStore } from '@streamforge/document-store/port';
import type { LogRecord } from '@streamforge/event-log/port';
import { ledgerReader, type LedgerReader } from '@streamforge/ledger/reader';
import { candleSeries } from '@streamforge/market/series';
import { startHost, type RunningHost } from '@streamforge/service-host/run';
import { openEmbedded } from '@streamforge/wiring/embedded';
import { roiLogger } from '../src/service.ts';

const decoder = new TextDecoder();

export const MINUTE = 60_000;
export const START = Date.UTC(2024, 0, 1);

/** A closed one-minute bar that opens `minute` minutes after the start. */
export const bar = (minute: number, close: string, given: Partial<InputOf<'market.bars.v1'>> = {}): Bar => Bar.parse({
  exchange: 'local', symbol: 'BTCUSDT', interval: '1m', openTime: START + minute * MINUTE, origin: 'published',
  open: close, high: close, low: close, close, volume: '1', ...given,
});

/** Stores bars as ingest does before it publishes them. */
export const storeBars = async (documents: DocumentStore, bars: readonly Bar[]): Promise<void> => {
  await documents.upsert('candles', bars.map((one, at) => {
    const body = Buffer.from(canonicalJson(one));
    return {
      series: candleSeries(one), order: one.openTime, id: '', body,
      version: versionOf({ closed: one.closed, revision: one.revision, digest: sha256(body) }),
      source: { topic: 'market.candles.v1', partition: 0, offset: at },
    };
  }));
};

/** All lines of a ledger. */
export const linesOf = async (reader: LedgerReader): Promise<readonly string[]> => (await Array.fromAsync(reader.everything())).flat();

/** roi-logger over embedded ports in a directory of its own. */
export interface Harness {
  readonly host: RunningHost;
  readonly reader: LedgerReader;
  /** Produces plain values, keyed as their topic declares. */
  produce<Topic extends TopicName>(topic: Topic, values: readonly InputOf<Topic>[]): Promise<void>;
  /** Stores bars and publishes them, without waiting. */
  publishBars(bars: readonly Bar[]): Promise<void>;
  /** Produces and waits until roi-logger has handled everything. */
  feed<Topic extends TopicName>(topic: Topic, values: readonly InputOf<Topic>[]): Promise<void>;
  feedBars(bars: readonly Bar[]): Promise<void>;
  settled(): Promise<void>;
  records(topic: string): Promise<readonly LogRecord[]>;
  codes(topic: TopicName): Promise<readonly string[]>;
  /** Minutes after the start and equity of an account's points. */
  curve(account: string): Promise<readonly (readonly [minute: number, equity: string])[]>;
  lines(): Promise<readonly string[]>;
  close(): Promise<void>;
}

export interface HarnessOptions {
  readonly partitions?: number;
  readonly batchRecords?: number;
  readonly env?: Readonly<Record<string, string>>;
}

export const openHarness = async ({ partitions, batchRecords = 500, env = {} }: HarnessOptions = {}): Promise<Harness> => {
  const directory = mkdtempSync(join(tmpdir(), 'roi-logger-'));
  const host = await startHost([roiLogger], {
    env: { STREAMFORGE_DATA: directory, STREAMFORGE_LOG_LEVEL: 'silent', STREAMFORGE_BATCH_RECORDS: String(batchRecords), ROI_GATHER_MS: '0', ...env },
    openPorts: (settings, clock) => openEmbedded({ directory: settings.STREAMFORGE_DATA, clock, ...partitions !== undefined && { partitions } }),
    listen: false,
  });
  const { events, documents, relational } = host.ports;
  const reader = ledgerReader(relational);
  const settled = async (): Promise<void> => {
    while ((await host.lag()).some(({ lag }) => lag > 0)) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  const produce: Harness['produce'] = async (topic, values) => {
    await events.produce(topic, values.map((value) => ({ key: topicOf(topic).key(topicOf(topic).value.parse(value)), value: JSON.stringify(value), headers: [] })));
  };
  const publishBars = async (bars: readonly Bar[]): Promise<void> => {
    await storeBars(documents, bars);
    await produce('market.bars.v1', bars);
  };
  const records = async (topic: string): Promise<readonly LogRecord[]> => (await Promise.all((await events.offsets(topic))
    .map(({ partition, start }) => events.read({ topic, partition, offset: start }, { maxRecords: 1_000_000, maxBytes: 1_000_000_000 })))).flat();
  return {
    host, reader, produce, publishBars, settled, records,
    feed: async (topic, values) => {
      await produce(topic, values);
      await settled();
    },
    feedBars: async (bars) => {
      await publishBars(bars);
      await settled();
    },
    codes: async (topic) => (await records(`${topic}.dlq`)).map((record) => decoder.decode(record.header('sf_dlq_code'))),
    curve: async (account) => (await reader.equity(account, { limit: 10_000 })).map(({ time, equity }) => [(time - START) / MINUTE, equity]),
    lines: () => linesOf(reader),
    close: async () => {
      await host.stop();
      rmSync(directory, { recursive: true });
    },
  };
};
