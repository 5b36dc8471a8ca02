import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { RetryableError } from '@streamforge/contracts/errors';
import { topicOf, type InputOf, type TopicName } from '@streamforge/contracts/topics';
import type { ReceivedEvent } from '@streamforge/codec/received';
import { systemClock } from '@streamforge/determinism/clock';
import { countedIds } from '@streamforge/determinism/ids';
import { openEmbeddedDocumentStore } from '@streamforge/document-store/embedded';
import type { DocumentStore } from '@streamforge/document-store/port';
import { createLogger } from '@streamforge/service-host/log';
import { createMetrics } from '@streamforge/service-host/metrics';
import { IngestConfig } from '../src/config.ts';
import type { IngestContext } from '../src/context.ts';

/** A store in a directory of its own, without a log beside it. */
export const openStore = async (): Promise<{ readonly documents: DocumentStore; close(): Promise<void> }> => {
  const directory = await mkdtemp(join(tmpdir(), 'ingest-direct-'));
  const documents = await openEmbeddedDocumentStore({ directory, groupCommitMs: 0 });
  return {
    documents,
    close: async () => {
      await documents.close();
      await rm(directory, { recursive: true });
    },
  };
};

/** A process of ingest that handlers can be called in: what it published, and which of its calls of the store will fail. */
export interface DirectIngest {
  readonly context: IngestContext;
  readonly published: unknown[];
  /** The n-th write from now on fails (0 is the next), before or after its effect. */
  failAt(call: number, moment: 'before' | 'after'): void;
  heal(): void;
}

export const directIngest = (documents: DocumentStore): DirectIngest => {
  const published: unknown[] = [];
  let left = Number.POSITIVE_INFINITY;
  let moment: 'before' | 'after' = 'before';
  const down = (): RetryableError => new RetryableError('STORE_UNAVAILABLE');
  const failing = async <Result>(call: () => Promise<Result>): Promise<Result> => {
    const fails = left === 0;
    left -= 1;
    if (fails && moment === 'before') throw down();
    const result = await call();
    if (fails) throw down();
    return result;
  };
  return {
    published,
    failAt: (call, when) => {
      left = call;
      moment = when;
    },
    heal: () => {
      left = Number.POSITIVE_INFINITY;
    },
    context: {
      documents: {
        ...documents,
        upsert: (collection, entries) => failing(() => documents.upsert(collection, entries)),
        upsertEdges: (collection, edges) => failing(() => documents.upsertEdges(collection, edges)),
      },
      publish: (_, records) => failing(async () => void published.push(...records.map(({ value }) => value))),
      config: IngestConfig.parse({ STREAMFORGE_GAP_SURVEY_SECONDS: 1 }),
      clock: systemClock,
      ids: countedIds('test'),
      logger: createLogger('silent'),
      metrics: createMetrics(),
    },
  };
};

/** Records as the edge hands them over. */
export const receivedOf = <Topic extends TopicName>(topic: Topic, values: readonly InputOf<Topic>[]): readonly ReceivedEvent<Topic>[] =>
  values.map((input, offset) => {
    const value = topicOf(topic).value.parse(input) as ReceivedEvent<Topic>['value'];
    return { kind: 'event', topic, partition: 0, offset, timestamp: Date.UTC(2030, 0, 1), key: topicOf(topic).key(value), eventTime: undefined, value };
  });
