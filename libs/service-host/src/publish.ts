import { encodeValue } from '@streamforge/codec/encode';
import { eventHeaders } from '@streamforge/codec/cloudevents';
import { topicOf, type TopicName } from '@streamforge/contracts/topics';
import type { EventLog } from '@streamforge/event-log/port';
import type { Turns } from './loop/turns.ts';
import type { HostMetrics } from './metrics.ts';
import type { Publish } from './service.ts';

/** Writes a service's derived records as CloudEvents with deterministic ids, so that publishing again on redelivery changes nothing. */
export const publisher = (service: string, events: EventLog, metrics: HostMetrics, turns: Turns): Publish<TopicName> => {
  const source = `/streamforge/${service}`;
  return async (topic, records) => {
    if (records.length === 0) return;
    // Stores answer for several partitions at once; without a turn they would all write their records in the same one.
    await turns.next();
    const { type, key } = topicOf(topic);
    await events.produce(topic, records.map((record) => ({
      key: record.key ?? key(record.value),
      value: record.value === null ? null : record.body ?? encodeValue(topic, record.value),
      headers: eventHeaders({ id: record.id, source, type, time: record.time }),
    })));
    metrics.count('streamforge_records_published_total', { service, topic }, records.length);
  };
};
