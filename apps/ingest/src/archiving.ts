/** The job beside the consume loop that moves market records to the archive, and out of the log when it need not have them any more. */
import { Archiver } from '@streamforge/archive/archiver';
import { RetryableError, TerminalError } from '@streamforge/contracts/errors';
import { serviceNames, serviceOf } from '@streamforge/contracts/services';
import { topicNames, topicOf, type TopicName } from '@streamforge/contracts/topics';
import type { EventLog, GroupOffset, TopicPartition } from '@streamforge/event-log/port';
import type { HostSettings } from '@streamforge/service-host/config/host-settings';
import type { Background } from '@streamforge/service-host/service';
import type { IngestConfig } from './config.ts';

type Context = Parameters<Background<'ingest', IngestConfig>>[0];

const HOUR_MS = 3_600_000;

/** How often the log is asked to delete what every other retention allows. */
const RETAIN_EVERY_MS = HOUR_MS;

interface ArchivedTopic {
  readonly topic: TopicName;
  /** Milliseconds that the log keeps a record at least. */
  readonly keptMs: number;
}

const archivedTopics: readonly ArchivedTopic[] = topicNames.flatMap((topic) => {
  const { retention } = topicOf(topic);
  return retention.kind === 'archived' ? [{ topic, keptMs: retention.ms }] : [];
});

/** Looks from time to time for segments to archive, and for archived ones that may leave the log. */
export const archiveTopics = async (context: Context, signal: AbortSignal): Promise<void> => {
  const { config, clock, events, logger } = context;
  if (config.STREAMFORGE_ARCHIVE === 'off') return;
  if (isScattered(config)) {
    const detail = 'OBJECTS_URL names no store that all processes share: nothing is archived.';
    const { code, message, fix } = new TerminalError('CONFIG_INVALID', detail);
    logger.error({ code }, `${message} ${fix}`);
    return;
  }
  const archiver = archiverOf(context);
  const oldest: Oldest = new Map();
  let retainedAt = -Infinity;
  for (;;) {
    await clock.sleep(config.STREAMFORGE_ARCHIVE_SECONDS * 1_000, signal);
    try {
      for (const each of archivedTopics) await archiveTopic(each, archiver, oldest, context, signal);
      if (clock.monotonic() - retainedAt < RETAIN_EVERY_MS) continue;
      retainedAt = clock.monotonic();
      await keepUntilArchived(events);
      await events.retain(clock.now());
    } catch (error) {
      signal.throwIfAborted();
      logger.warn({ err: error }, 'archiving will be tried again');
    }
  }
};

/** Whether processes that share a log would each archive it to a directory of their own. */
const isScattered = (config: IngestConfig & Partial<Pick<HostSettings, 'EVENT_LOG_URL' | 'OBJECTS_URL'>>): boolean => {
  const { EVENT_LOG_URL: log = 'sqlite:', OBJECTS_URL: objects = 'file:' } = config;
  return !log.startsWith('sqlite:') && objects.startsWith('file:');
};

/** A log whose topics were made before there was an archive would still delete them by age. */
const keepUntilArchived = async (events: EventLog): Promise<void> => {
  const deleting = (await events.topics()).filter(({ name, retentionMs }) =>
    retentionMs !== null && archivedTopics.some(({ topic }) => topic === name));
  if (deleting.length > 0) await events.apply(deleting.map((spec) => ({ ...spec, retentionMs: null })));
};

const archiverOf = ({ config, events, objects, logger, metrics }: Context): Archiver => new Archiver({
  events,
  objects,
  segmentBytes: config.STREAMFORGE_ARCHIVE_SEGMENT_BYTES,
  segmentMs: config.STREAMFORGE_ARCHIVE_SEGMENT_HOURS * HOUR_MS,
  onArchived: ({ topic, partition, from, next, storedBytes }) => {
    metrics.count('streamforge_archived_segments_total', { topic });
    metrics.count('streamforge_archived_records_total', { topic }, next - from);
    metrics.count('streamforge_archived_bytes_total', { topic }, storedBytes);
    logger.info({ topic, partition, offset: from, to: next, bytes: storedBytes }, 'a segment is archived');
  },
  onLost: ({ topic, partition, from, to }) => {
    const { code, message, fix } = new TerminalError('LOST_RANGE', `Offsets ${from} to ${to - 1} were not archived.`, { topic, partition });
    logger.error({ code, topic, partition, offset: from, to }, `${message} ${fix}`);
  },
});

/** Epoch milliseconds of the oldest record that is not archived, by `topic[partition]`; of one that was never looked at, when that was tried first. */
type Oldest = Map<string, number>;

/**
 * A partition that can't be archived does not keep the others from it; a store that does not answer does. What was not archived grows older all
 * the same.
 */
const archiveTopic = async (
  { topic, keptMs }: ArchivedTopic, archiver: Archiver, oldest: Oldest, context: Context, signal: AbortSignal,
): Promise<void> => {
  const { clock, events, metrics, logger } = context;
  const places = (await events.offsets(topic)).map(({ partition }) => ({ topic, partition }));
  for (const place of places) oldest.set(nameOf(place), oldest.get(nameOf(place)) ?? clock.now());
  try {
    for (const place of places) {
      try {
        oldest.set(nameOf(place), (await archiver.archive(place, clock.now(), signal)).oldest ?? clock.now());
        const below = lowestCommitted(place, await events.committed());
        const deleted = await archiver.prune(place, clock.now() - keptMs, below, signal);
        if (deleted === 0) continue;
        metrics.count('streamforge_archive_deleted_records_total', { topic }, deleted);
        logger.info({ topic, partition: place.partition, records: deleted }, 'archived records left the log');
      } catch (error) {
        signal.throwIfAborted();
        if (error instanceof RetryableError) throw error;
        logger.error({ err: error, topic, partition: place.partition }, 'a partition can’t be archived');
      }
    }
  } finally {
    const times = places.map((place) => oldest.get(nameOf(place)) ?? clock.now());
    metrics.set('streamforge_archive_oldest_seconds', { topic }, (clock.now() - Math.min(clock.now(), ...times)) / 1_000);
  }
};

const nameOf = ({ topic, partition }: TopicPartition): string => `${topic}[${partition}]`;

/** Groups of the contract that read a topic. */
const readersOf = (topic: TopicName): readonly string[] => serviceNames.flatMap((name) => serviceOf(name).consumes[topic]?.group ?? []);

/** The offset below which every group of the contract has read a partition; 0 while one has not begun. */
export const lowestCommitted = (
  { topic, partition }: TopicPartition & { readonly topic: TopicName }, offsets: readonly GroupOffset[],
): number => readersOf(topic).reduce((lowest, group) => {
  const found = offsets.find((each) => each.group === group && each.topic === topic && each.partition === partition);
  return Math.min(lowest, found?.committed ?? 0);
}, Infinity);
