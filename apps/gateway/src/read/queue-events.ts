import { decodeRecord } from '@streamforge/codec/decode';
import { Id } from '@streamforge/contracts/events/fields';
import { QueueEvent } from '@streamforge/contracts/events/queue';
import type { EventLog, PartitionOffsets } from '@streamforge/event-log/port';
import { z } from 'zod';
import { limit } from '../api/parameters.ts';
import { route, type AnyRoute } from '../api/route.ts';

const TOPIC = 'queue-events';
/** How many records of each partition are looked at, from its end. */
const LOOK_BACK = 10_000;
const MOST_BYTES = 16_777_216;

/** The events among the newest records of a partition; those of one job where one is named. */
const newestOf = async (events: EventLog, { partition, start, end }: PartitionOffsets, job: string | undefined): Promise<readonly QueueEvent[]> => {
  const found: QueueEvent[] = [];
  for (let offset = Math.max(start, end - LOOK_BACK); offset < end;) {
    const records = await events.read({ topic: TOPIC, partition, offset }, { maxRecords: LOOK_BACK, maxBytes: MOST_BYTES });
    for (const record of records) {
      const decoded = decodeRecord(TOPIC, partition, record);
      if (decoded.ok && decoded.received.kind === 'event' && (job === undefined || decoded.received.value.job === job)) found.push(decoded.received.value);
    }
    offset = (records.at(-1)?.offset ?? end) + 1;
  }
  return found;
};

/** What services said of their work. */
export const queueEventRoutes = (events: EventLog): readonly AnyRoute[] => [
  route({
    method: 'GET',
    url: '/v1/queue-events',
    tag: 'jobs',
    says: 'What services said of their work, newest first; of one job where it is named.',
    query: z.strictObject({ job: Id.optional(), limit: limit(100, 1_000) }),
    answer: z.object({ events: z.array(QueueEvent) }),
    handle: async ({ query: { job, limit: most } }) => {
      const lanes = await Promise.all((await events.offsets(TOPIC)).map((lane) => newestOf(events, lane, job)));
      return { events: lanes.flat().toSorted((a, b) => b.time - a.time).slice(0, most) };
    },
  }),
];
