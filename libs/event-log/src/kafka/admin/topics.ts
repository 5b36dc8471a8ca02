/** Topics of the cluster: listed, made, grown, and kept for as long as they say. */
import { RetryableError, TerminalError } from '@streamforge/contracts/errors';
import { topicConfig } from '@streamforge/contracts/topic-config';
import type { Clock } from '@streamforge/determinism/clock';
import type { TopicSpec } from '../../port.ts';
import { checkTopics } from '../../topic-check.ts';
import { topicChanges } from '../../topic-changes.ts';
import type { Cluster } from '../cluster.ts';
import { BrokerError, logFailure } from '../failure.ts';
import { metadata } from '../wire/metadata.ts';
import { alterConfigs, createPartitions, createTopics, describeConfigs, type NewTopic, type Outcomes } from '../wire/topics.ts';

const usualReplication = 3;
/** Copies that must have a record before it is acknowledged, where there are three. */
const inSyncOfThree = 2;
const readyMs = 10_000;
const lookMs = 50;
const retention = 'retention.ms';
const forever = '-1';

const retentionText = (retentionMs: number | null): string => (retentionMs === null ? forever : String(Math.floor(retentionMs)));
const retentionOf = (text: string | undefined): number | null => (text === undefined || Number(text) < 0 ? null : Number(text));

/** Topics by name; those that the brokers keep for themselves are left out. Kept for ever seems also what the user may not see. */
export const listTopics = async (cluster: Cluster): Promise<readonly TopicSpec[]> => {
  const { topics } = await cluster.refresh(null);
  const shown = topics.filter(({ name, internal, errorCode }) => !internal && !name.startsWith('__') && errorCode === 0);
  if (shown.length === 0) return [];
  const configs = await cluster.ask(describeConfigs(shown.map(({ name }) => name), [retention]));
  return shown.filter(({ name }) => configs.has(name)).map(({ name, partitions }) => ({ name, partitions: partitions.length, retentionMs: retentionOf(configs.get(name)?.get(retention)) }))
    .toSorted((a, b) => (a.name < b.name ? -1 : Number(a.name > b.name)));
};

const newTopic = ({ name, partitions, retentionMs }: TopicSpec, replication: number): NewTopic => ({
  name, partitions, replication,
  configs: [
    ...Object.entries(topicConfig(retentionMs)),
    ['min.insync.replicas', String(replication >= usualReplication ? inSyncOfThree : 1)],
  ],
});

const checkOutcomes = (outcomes: Outcomes, fine: string): void => {
  for (const [topic, error] of outcomes) {
    if (error !== undefined && error.type !== fine) throw logFailure(error, { topic });
  }
};

/** Whether a broker that can be asked knows the topics as they are wanted, with a leader for each partition. */
const isReadyAt = async (cluster: Cluster, node: number, wanted: ReadonlyMap<string, TopicSpec>): Promise<boolean> => {
  const names = [...wanted.keys()];
  const { topics } = await cluster.tell(node, metadata(names));
  const configs = await cluster.tell(node, describeConfigs(names, [retention]));
  return topics.every(({ name, errorCode, partitions }) => errorCode === 0
    && partitions.length >= (wanted.get(name)?.partitions ?? 0)
    && partitions.every(({ leader }) => leader >= 0)
    && configs.get(name)?.get(retention) === retentionText(wanted.get(name)?.retentionMs ?? null));
};

/** Waits until every broker that can be asked has heard of the topics, and each partition is led. */
const awaitReady = async (cluster: Cluster, wanted: ReadonlyMap<string, TopicSpec>, clock: Clock): Promise<void> => {
  const deadline = clock.monotonic() + readyMs;
  const look = async (node: number): Promise<boolean> => await isReadyAt(cluster, node, wanted)
    .catch((error: unknown) => !(error instanceof BrokerError));
  while (!(await Promise.all(cluster.nodes.map(look))).every((ready) => ready)) {
    if (clock.monotonic() > deadline) throw new RetryableError('LOG_UNAVAILABLE', 'New topics have no leaders yet.');
    await clock.sleep(lookMs);
  }
  await cluster.refresh([...wanted.keys()]);
};

/** Makes the topics that are missing, adds partitions, and changes retention. Refuses fewer partitions with `REQUEST_INVALID`. */
export const applyTopics = async (cluster: Cluster, wanted: readonly TopicSpec[], replication: number | undefined, clock: Clock): Promise<void> => {
  const existing = await listTopics(cluster);
  checkTopics(wanted, existing);
  const changes = topicChanges(existing, wanted).filter(({ kind }) => kind !== 'refused');
  const specs = new Map(wanted.map((topic) => [topic.name, topic]));
  const ofKind = (kind: string): readonly TopicSpec[] => [...new Set(changes.filter((change) => change.kind === kind).map(({ topic }) => topic))]
    .flatMap((name) => specs.get(name) ?? []);
  const [fresh, grown, kept] = [ofKind('create'), ofKind('partitions'), ofKind('retention')];
  const copies = replication ?? Math.min(usualReplication, cluster.nodes.length);
  if (fresh.length > 0) {
    const outcomes = await cluster.ask(createTopics(fresh.map((topic) => newTopic(topic, copies))));
    checkOutcomes(outcomes, 'TOPIC_ALREADY_EXISTS');
  }
  if (grown.length > 0) checkOutcomes(await cluster.ask(createPartitions(grown.map(({ name, partitions }) => [name, partitions]))), '');
  if (kept.length > 0) await cluster.ask(alterConfigs(kept.map(({ name, retentionMs }) => [name, [[retention, retentionText(retentionMs)]]])));
  if (changes.length > 0) await awaitReady(cluster, specs, clock);
};

/** A partition's place among those that a topic has. Throws `TOPIC_UNKNOWN` beyond them. */
export const checkPartition = async (cluster: Cluster, topic: string, partition: number): Promise<void> => {
  if ((await cluster.topic(topic)).partitions[partition] !== undefined) return;
  if ((await cluster.look(topic)).partitions[partition] !== undefined) return;
  throw new TerminalError('TOPIC_UNKNOWN', 'It does not have so many partitions.', { topic, partition });
};
