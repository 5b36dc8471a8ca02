import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { LlmResponse } from '@streamforge/contracts/events/llm';
import { topicOf, type InputOf, type TopicName } from '@streamforge/contracts/topics';
import type { Coordinates, LogRecord } from '@streamforge/event-log/port';
import { ingest } from '@streamforge/ingest/service';
import { startHost, type RunningHost } from '@streamforge/service-host/run';
import type { DefinedService } from '@streamforge/service-host/service';
import { openChunks } from '@streamforge/search/chunks';
import { openMoments } from '@streamforge/search/moments';
import { openEmbedded } from '@streamforge/wiring/embedded';
import { pino } from 'pino';
import { llmAdapter } from '../src/service.ts';

const decoder = new TextDecoder();

/** The adapter beside other services (ingest alone by default) over embedded ports, in a directory of its own. */
export interface Harness {
  readonly host: RunningHost;
  /** Everything that was logged. */
  readonly logs: readonly string[];
  /** Produces values keyed as their topic declares, and waits until they are handled. */
  feed<Topic extends TopicName>(topic: Topic, values: readonly InputOf<Topic>[]): Promise<readonly Coordinates[]>;
  bury(topic: TopicName, key: string, time: number): Promise<void>;
  settled(): Promise<void>;
  /** What embeddings does: makes chunks of the tenants’ documents. */
  indexDocuments(...tenants: readonly string[]): Promise<void>;
  /** What embeddings does: makes moments of the bars of a series. */
  indexMoments(series: { readonly exchange: string; readonly symbol: string; readonly interval: '1m' | '1h' }): Promise<void>;
  recordAt(at: Coordinates): Promise<{ readonly value: Record<string, unknown> }>;
  records(topic: string): Promise<readonly LogRecord[]>;
  responses(): Promise<readonly LlmResponse[]>;
  /** Codes of the dead letters of the requests. */
  refusals(): Promise<readonly string[]>;
  close(): Promise<void>;
}

export const openHarness = async (env: Readonly<Record<string, string>> = {}, others: readonly DefinedService[] = [ingest]): Promise<Harness> => {
  const directory = mkdtempSync(join(tmpdir(), 'llm-adapter-'));
  const logs: string[] = [];
  const host = await startHost([...others, llmAdapter], {
    env: { STREAMFORGE_DATA: directory, STREAMFORGE_HTTP_PORT: '0', STREAMFORGE_ARCHIVE: 'off', ...env },
    openPorts: (settings, clock) => openEmbedded({ directory: settings.STREAMFORGE_DATA, clock }),
    logger: pino({ level: 'info', base: null }, { write: (line: string) => void logs.push(line) }),
  });
  const { events, documents, relational, vectors } = host.ports;
  const settled = async (): Promise<void> => {
    while ((await host.lag()).some(({ lag }) => lag > 0)) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  const records = async (topic: string): Promise<readonly LogRecord[]> => (await Promise.all((await events.offsets(topic))
    .map(({ partition, start }) => events.read({ topic, partition, offset: start }, { maxRecords: 10_000, maxBytes: 100_000_000 })))).flat();
  return {
    host, logs, settled, records,
    feed: async (topic, values) => {
      const { key, value: schema } = topicOf(topic);
      const places = await events.produce(topic, values.map((value) => ({ key: key(schema.parse(value)), value: JSON.stringify(value) })));
      await settled();
      return places;
    },
    bury: async (topic, key, time) => {
      await events.produce(topic, [{ key, value: null, headers: [['ce_time', new Date(time).toISOString()]] }]);
      await settled();
    },
    indexDocuments: async (...tenants) => {
      const chunks = await openChunks({ vectors, relational });
      for (const tenant of tenants) {
        for await (const page of documents.scan('documents', tenant, {})) {
          await chunks.index(page.map(({ body, version, source }) => {
            const { id, title, text, source: publisher, url, publishedAt, symbols } = JSON.parse(decoder.decode(body ?? new Uint8Array())) as {
              id: string; title: string; text: string; source: string; url?: string; publishedAt: number; symbols: string[];
            };
            return { tenant, id, title, text, publisher, url, publishedAt, symbols, version, source };
          }));
        }
      }
    },
    indexMoments: async (series) => {
      const moments = await openMoments({ vectors, documents });
      for await (const page of documents.scan('candles', `${series.exchange}:${series.symbol}:${series.interval}:published`, {})) {
        await moments.index(page.map(({ order }) => ({ ...series, origin: 'published', openTime: order })));
      }
    },
    recordAt: async (at) => {
      const [record] = await events.read(at, { maxRecords: 1, maxBytes: 10_000_000 });
      if (record?.offset !== at.offset || record.value === null) throw new Error(`There is no record at ${JSON.stringify(at)}.`);
      return { value: JSON.parse(decoder.decode(record.value)) as Record<string, unknown> };
    },
    responses: async () => (await records('llm.responses.v1')).map(({ value }) => LlmResponse.parse(JSON.parse(decoder.decode(value ?? new Uint8Array())))),
    refusals: async () => (await records('llm.requests.v1.dlq')).map((record) => decoder.decode(record.header('sf_dlq_code'))),
    close: async () => {
      await host.stop();
      rmSync(directory, { recursive: true });
    },
  };
};
