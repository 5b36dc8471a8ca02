/** Producers that write straight into the log and keep the ledger of what was acknowledged. */
import { setTimeout as pause } from 'node:timers/promises';
import { topicOf, type TopicName } from '@streamforge/contracts/topics';
import { RetryableError } from '@streamforge/contracts/errors';
import { systemClock } from '@streamforge/determinism/clock';
import { openKafkaEventLog } from '@streamforge/event-log/kafka';
import type { Coordinates, EventLog } from '@streamforge/event-log/port';
import { prefixedEventLog } from '@streamforge/event-log/prefixed';
import type { Ledger } from '../producer.ts';
import type { Work } from '../workload.ts';

const AGAIN_MS = 200;
/** A producer gives up soon, so that what it is told while nobody acknowledges is seen, and sends again. */
const PATIENCE_MS = 4_000;

/** What producers know together: the ledger, and where each acknowledged event lies. */
export interface Produced {
  readonly ledger: Ledger;
  readonly places: Map<string, Coordinates>;
}

/** A connection of a producer's own to the place that the URL names, with its prefix. */
export const producerLog = async (url: string): Promise<EventLog> => {
  const log = await openKafkaEventLog({ endpoint: { url }, clock: systemClock, clientId: 'producer', deliveryMs: PATIENCE_MS });
  return prefixedEventLog(log, /[?&]prefix=([^&]*)/.exec(url)?.[1] ?? '');
};

/** Sends the works of one topic until they are acknowledged; what it is told meanwhile goes into the ledger. */
const sendTopic = async (log: EventLog, topic: TopicName, works: readonly Work[], { ledger, places }: Produced): Promise<void> => {
  const { key, value: schema } = topicOf(topic);
  const records = works.map(({ value }) => ({ key: key(schema.parse(value)), value: JSON.stringify(value) }));
  for (;;) {
    try {
      const coordinates = await log.produce(topic, records);
      for (const [index, { entry }] of works.entries()) {
        if (entry === undefined) continue;
        ledger.acknowledged.set(entry.id, entry);
        places.set(entry.id, coordinates[index] as Coordinates);
      }
      return;
    } catch (error) {
      if (!(error instanceof RetryableError)) throw error;
      ledger.refusals.push({ status: 503, code: error.code, fix: error.fix, where: topic, text: error.message });
      await pause(AGAIN_MS);
    }
  }
};

/** Produces a batch, each topic's records until they are acknowledged. */
export const produceToLog = async (log: EventLog, batch: readonly Work[], produced: Produced): Promise<void> => {
  for (const [topic, works] of Map.groupBy(batch, (work) => work.topic)) await sendTopic(log, topic, works, produced);
};
