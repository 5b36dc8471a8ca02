/** Ways into a real cluster beside the log: for what only a broker's administrator or a foreign producer does. */
import { systemClock } from '@streamforge/determinism/clock';
import { backendUrl } from '@streamforge/testing/backend';
import { Cluster } from '../src/kafka/cluster.ts';
import { openKafkaEventLog, type KafkaEventLogOptions } from '../src/kafka.ts';
import { kafkaSettings } from '../src/kafka/settings.ts';
import { deleteTopics } from '../src/kafka/wire/topics.ts';
import type { EventLog } from '../src/port.ts';

export const kafkaUrl = backendUrl('kafka');

const endpoint = { url: kafkaUrl ?? '' };

/** The cluster's protocol, for requests that the log never makes. */
export const openCluster = async (): Promise<Cluster> => {
  const cluster = new Cluster({
    settings: kafkaSettings(endpoint), clientId: 'test', clock: systemClock, log: () => undefined, connectMs: 3_000, requestMs: 10_000,
  });
  await cluster.refresh([]);
  return cluster;
};

/** A log whose topics can be taken away after the test; the servers are shared. */
export const openTestLog = async (options: Partial<KafkaEventLogOptions> = {}): Promise<{ readonly log: EventLog; readonly made: ReadonlySet<string> }> => {
  const made = new Set<string>();
  const log = await openKafkaEventLog({ endpoint, clock: systemClock, heartbeatMs: 200, ...options });
  const apply: EventLog['apply'] = async (topics) => {
    await log.apply(topics);
    for (const { name } of topics) made.add(name);
  };
  return { log: { ...log, apply }, made };
};

export const removeTopics = async (topics: Iterable<string>): Promise<void> => {
  const names = [...topics];
  if (names.length === 0) return;
  const cluster = await openCluster();
  try {
    await cluster.ask(deleteTopics(names));
  } finally {
    cluster.close();
  }
};
