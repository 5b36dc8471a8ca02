/** The partitions that ingest reads, with how far the group and the log are. */
import { lostInHistory } from '@streamforge/archive/history';
import { listSegments } from '@streamforge/archive/segments';
import { serviceOf, type ConsumedBy } from '@streamforge/contracts/services';
import type { LostRange, TopicPartition } from '@streamforge/event-log/port';
import type { HistoryContext } from './context.ts';

export type IngestTopic = ConsumedBy<'ingest'>;

/**
 * Declarations first: they are few, so that hardly any can arrive while they are read again, and what follows finds them.
 */
const ingestTopics: readonly IngestTopic[] = ['market.assets.v1', 'market.trades.v1', 'market.candles.v1', 'documents.v1'];

/** The group by which ingest reads a topic. */
export const groupOf = (topic: IngestTopic): string => serviceOf('ingest').consumes[topic]?.group ?? 'ingest';

export interface IngestPartition extends TopicPartition {
  readonly topic: IngestTopic;
  /** Offset after the last record of the log. */
  readonly end: number;
  /** What the group has handled; 0 when it has not begun. */
  readonly committed: number;
}

export const partitionsOfIngest = async ({ events }: Pick<HistoryContext, 'events'>): Promise<readonly IngestPartition[]> => {
  const committed = (await Promise.all([...new Set(ingestTopics.map(groupOf))].map((group) => events.committed(group)))).flat();
  const partitions = await Promise.all(ingestTopics.map(async (topic) => (await events.offsets(topic)).map(({ partition, end }) => {
    const found = committed.find((each) => each.topic === topic && each.partition === partition && each.group === groupOf(topic));
    return { topic, partition, end, committed: found?.committed ?? 0 };
  })));
  return partitions.flat();
};

/** Offsets that neither the archive nor the log has. */
export const lostOf = async (context: HistoryContext, partitions: readonly IngestPartition[]): Promise<readonly LostRange[]> =>
  (await Promise.all(partitions.map(({ topic, partition, end }) => lostInHistory(context, { topic, partition, from: 0, to: end })))).flat();

/** A partition whose archive goes on beyond the end of its log: the archive is another log's. */
export const foreignArchive = async (
  { objects }: HistoryContext, partitions: readonly IngestPartition[],
): Promise<IngestPartition | undefined> => {
  for (const each of partitions) if ((await listSegments(objects, each)).end > each.end) return each;
  return undefined;
};
