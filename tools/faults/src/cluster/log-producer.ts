/** A producer that writes straight into the log and keeps the ledger of what was acknowledged. */
import { setTimeout as pause } from 'node:timers/promises';
import { topicOf, type TopicName } from '@streamforge/contracts/topics';
import { RetryableError } from '@streamforge/contracts/errors';
import type { EventLog } from '@streamforge/event-log/port';
import type { Ledger } from '../producer.ts';
import type { Work } from '../workload.ts';

const AGAIN_MS = 200;

/** Sends the works of one topic until they are acknowledged; what it is told meanwhile goes into the ledger. */
const sendTopic = async (log: EventLog, topic: TopicName, works: readonly Work[], ledger: Ledger): Promise<void> => {
  const { key, value: schema } = topicOf(topic);
  const records = works.map(({ value }) => ({ key: key(schema.parse(value)), value: JSON.stringify(value) }));
  for (;;) {
    try {
      await log.produce(topic, records);
      for (const { entry } of works) if (entry !== undefined) ledger.acknowledged.set(entry.id, entry);
      return;
    } catch (error) {
      if (!(error instanceof RetryableError)) throw error;
      ledger.refusals.push({ status: 503, code: error.code, fix: error.fix, where: topic, text: error.message });
      await pause(AGAIN_MS);
    }
  }
};

/** Produces a batch, each topic's records until they are acknowledged. */
export const produceToLog = async (log: EventLog, batch: readonly Work[], ledger: Ledger): Promise<void> => {
  for (const [topic, works] of Map.groupBy(batch, (work) => work.topic)) await sendTopic(log, topic, works, ledger);
};
