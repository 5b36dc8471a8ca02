import { runOf } from '@streamforge/contracts/runs';
import { serviceNames, serviceOf, type ServiceName } from '@streamforge/contracts/services';
import type { EventLog, LostRange, TopicPartition } from '@streamforge/event-log/port';
import { groupsOf } from './groups.ts';
import type { PartitionStates } from './loop/partition-state.ts';
import type { HostMetrics } from './metrics.ts';

export interface TopicLag {
  readonly topic: string;
  readonly group: string;
  /** Records between the group's committed offsets and the ends of the partitions; lost ranges hold none. */
  readonly lag: number;
}

/** How many offsets of a partition from `from` to before `to` are lost: nobody will ever handle them. */
const lostBetween = (ranges: readonly LostRange[], { topic, partition }: TopicPartition, from: number, to: number): number => ranges
  .filter((range) => range.topic === topic && range.partition === partition)
  .reduce((sum, range) => sum + Math.max(0, Math.min(to, range.to) - Math.max(from, range.from)), 0);

/** Lag of a group on each of its topics; a partition without a committed offset lags by all it holds. */
export const lagOf = async (events: EventLog, group: string, topics: readonly string[]): Promise<readonly TopicLag[]> => {
  const offsets = await events.committed(group);
  const committed = new Map(offsets.map(({ topic, partition, committed: offset }) => [`${topic}[${partition}]`, offset]));
  const lost = await events.lostRanges();
  return await Promise.all(topics.map(async (topic) => {
    const partitions = await events.offsets(topic);
    const lag = partitions.reduce((sum, { partition, start, end }) => {
      const next = Math.max(start, committed.get(`${topic}[${partition}]`) ?? start);
      return sum + Math.max(0, end - next - lostBetween(lost, { topic, partition }, next, end));
    }, 0);
    return { topic, group, lag };
  }));
};

/** Lag of every group of a service. */
export const lagOfService = async (events: EventLog, service: ServiceName): Promise<readonly TopicLag[]> =>
  (await Promise.all([...groupsOf(service)].map(([group, topics]) => lagOf(events, group, topics)))).flat();

/** Whose lag is shown: each its own, and by who oversees the platform that of services that may run no instance, since nobody else could then tell. */
const shownBy = (services: readonly ServiceName[]): readonly ServiceName[] => {
  const resting = services.some((name) => serviceOf(name).oversees === true)
    ? serviceNames.filter((name) => runOf(serviceOf(name)).least === 0)
    : [];
  return [...new Set([...services, ...resting])];
};

/** Brings the gauges of lag and of halted partitions up to date before each scrape; the latter also while the log does not answer. */
export const showLag = (services: readonly ServiceName[], events: EventLog, states: PartitionStates, metrics: HostMetrics): void => {
  metrics.beforeScrape(() => {
    for (const service of services) {
      for (const topic of [...groupsOf(service).values()].flat()) metrics.set('streamforge_partitions_paused', { service, topic }, states.halted(service, topic));
    }
    return Promise.resolve();
  });
  metrics.beforeScrape(async () => {
    for (const service of shownBy(services)) {
      for (const { topic, lag } of await lagOfService(events, service)) metrics.set('streamforge_consumer_lag_records', { service, topic }, lag);
    }
  });
};
