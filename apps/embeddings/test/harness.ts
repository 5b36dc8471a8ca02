import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { topicOf, type InputOf, type TopicName } from '@streamforge/contracts/topics';
import { openChunks, type Chunks } from '@streamforge/search/chunks';
import { openMoments, type Moments } from '@streamforge/search/moments';
import { startHost, type RunningHost } from '@streamforge/service-host/run';
import { openEmbedded } from '@streamforge/wiring/embedded';
import { embeddings } from '../src/service.ts';

/** The service over embedded ports in a directory of its own, and the searches that others make in its stores. */
export interface Harness {
  readonly host: RunningHost;
  readonly chunks: Chunks;
  readonly moments: Moments;
  /** Produces values, keyed as their topic declares, and waits until they are handled. */
  tell<Topic extends TopicName>(topic: Topic, values: readonly InputOf<Topic>[]): Promise<void>;
  /** Produces a tombstone and waits. */
  bury(topic: TopicName, key: string, time: string): Promise<void>;
  /** Codes of the dead letters of a topic. */
  codes(topic: TopicName): Promise<readonly string[]>;
  close(): Promise<void>;
}

const decoder = new TextDecoder();

export const openHarness = async (env: Readonly<Record<string, string>> = {}): Promise<Harness> => {
  const directory = await mkdtemp(join(tmpdir(), 'embeddings-'));
  const host = await startHost([embeddings], {
    env: { STREAMFORGE_DATA: directory, STREAMFORGE_LOG_LEVEL: 'silent', EMBEDDINGS_GATHER_MS: '0', ...env },
    openPorts: (settings, clock) => openEmbedded({ directory: settings.STREAMFORGE_DATA, clock }),
    listen: false,
  });
  const { events, vectors, relational, documents } = host.ports;
  const settled = async (): Promise<void> => {
    while ((await host.lag()).some(({ lag }) => lag > 0)) await new Promise((resolve) => setTimeout(resolve, 5));
  };
  return {
    host,
    chunks: await openChunks({ vectors, relational }),
    moments: await openMoments({ vectors, documents }),
    tell: async (topic, values) => {
      await events.produce(topic, values.map((value) => ({ key: topicOf(topic).key(topicOf(topic).value.parse(value)), value: JSON.stringify(value) })));
      await settled();
    },
    bury: async (topic, key, time) => {
      await events.produce(topic, [{ key, value: null, headers: [['ce_time', time]] }]);
      await settled();
    },
    codes: async (topic) => {
      const lanes = await events.offsets(`${topic}.dlq`);
      const records = await Promise.all(lanes.map(({ partition, start }) =>
        events.read({ topic: `${topic}.dlq`, partition, offset: start }, { maxRecords: 1_000, maxBytes: 1_000_000 })));
      return records.flat().map((record) => decoder.decode(record.header('sf_dlq_code')));
    },
    close: async () => {
      await host.stop();
      await rm(directory, { recursive: true });
    },
  };
};
