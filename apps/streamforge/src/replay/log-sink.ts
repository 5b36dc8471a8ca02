/** A replay straight into the log that this process owns. */
import { deadLetterTopic } from '@streamforge/contracts/topics';
import { fileLineDeadLetter } from '@streamforge/dead-letters/file-line';
import type { EventLog } from '@streamforge/event-log/port';
import type { Sink } from './sink.ts';

/** A sink that produces to the log of this process. */
export const logSink = (events: EventLog): Sink => ({
  send: async (topic, records) => {
    await events.produce(topic, records);
    return [];
  },
  bury: async (topic, lines) => {
    await events.produce(deadLetterTopic(topic), lines.map(fileLineDeadLetter));
  },
});
