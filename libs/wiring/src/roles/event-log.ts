import { TerminalError } from '@streamforge/contracts/errors';
import { randomIds } from '@streamforge/determinism/ids';
import { openEmbeddedEventLog } from '@streamforge/event-log/embedded';
import type { EventLog, TopicSpec } from '@streamforge/event-log/port';
import { prefixedEventLog } from '@streamforge/event-log/prefixed';
import { topicSpecs } from '../topic-specs.ts';
import { optionOf, schemeOf, unknownScheme, type RoleOptions } from './role.ts';

export interface EmbeddedLogOptions extends Omit<RoleOptions, 'endpoint'> {
  /** Overrides every topic's number of partitions; the state does not depend on it, and a test shows that. */
  readonly partitions?: number | undefined;
  /** Module loaded into the storage thread: tests kill and fill disks through it. */
  readonly hook?: URL | undefined;
}

/** What to apply so that every topic of the contract is there and kept as long as it says; partitions stay as they are. */
const unlikeContract = (existing: readonly TopicSpec[], partitions: number | undefined): readonly TopicSpec[] => topicSpecs(partitions).flatMap((wanted) => {
  const found = existing.find(({ name }) => name === wanted.name);
  if (found === undefined) return [wanted];
  return found.retentionMs === wanted.retentionMs ? [] : [{ ...found, retentionMs: wanted.retentionMs }];
});

/** The embedded log with the contract's topics, made where they are missing: nobody else could. */
export const embeddedLog = async ({ directory, clock, partitions, hook }: EmbeddedLogOptions): Promise<EventLog> => {
  const events = await openEmbeddedEventLog({ directory, clock, ids: randomIds, ...hook !== undefined && { hook } });
  try {
    const changed = unlikeContract(await events.topics(), partitions);
    if (changed.length > 0) await events.apply(changed);
    return events;
  } catch (error) {
    await events.close().catch(() => undefined);
    throw error;
  }
};

/** What may stand before a topic's name. */
const prefixName = /^[A-Za-z0-9._-]{1,100}$/;

/**
 * The event log that the URL names. A cluster's topics are made by `streamforge topics apply`, not by whoever starts first. With
 * `?prefix=…` its topics and groups carry that prefix, so that several platforms share a cluster.
 */
export const openEventLog = async (options: RoleOptions): Promise<EventLog> => {
  const prefix = optionOf(options.endpoint, 'prefix');
  if (prefix !== undefined && !prefixName.test(prefix)) {
    throw new TerminalError('CONFIG_INVALID', `EVENT_LOG_URL: prefix=${prefix} must be 1 to 100 letters, digits, dots, _ and -.`);
  }
  const events = await openByScheme(options);
  return prefix === undefined ? events : prefixedEventLog(events, prefix);
};

const openByScheme = async (options: RoleOptions): Promise<EventLog> => {
  const { endpoint, clock } = options;
  switch (schemeOf(endpoint)) {
    case 'sqlite': return await embeddedLog(options);
    case 'kafka': return await (await import('@streamforge/event-log/kafka')).openKafkaEventLog({ endpoint, clock });
    default: throw unknownScheme('EVENT_LOG_URL', endpoint, ['sqlite:', 'kafka://', 'kafka+tls://']);
  }
};
