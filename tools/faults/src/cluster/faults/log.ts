/** A log that takes nothing for want of replicas, and one whose retention passes a group by. */
import { setTimeout as pause } from 'node:timers/promises';
import { RetryableError } from '@streamforge/contracts/errors';
import { serviceOf } from '@streamforge/contracts/services';
import { deadLetterTopic, type TopicName } from '@streamforge/contracts/topics';
import type { Coordinates, TopicPartition } from '@streamforge/event-log/port';
import kafkajs from 'kafkajs';
import { leftBehind } from '../../evidence.ts';
import { asAdministrator } from '../administrator.ts';
import { BROKERS } from '../fault-servers.ts';
import { disturbedCluster, type ClusterRun } from '../disturbed.ts';
import type { ServiceProcess } from '../service-process.ts';
import { halves, type ClusterFault } from './fault.ts';

const LOOK_MS = 100;
const PATIENCE_MS = 60_000;

const consumed = Object.keys(serviceOf('ingest').consumes) as readonly TopicName[];

/** Asks again until there is an answer; rejects after a minute. */
const until = async <Answer>(what: string, ask: () => Promise<Answer | undefined> | Answer | undefined): Promise<Answer> => {
  const deadline = performance.now() + PATIENCE_MS;
  for (;;) {
    const answer = await ask();
    if (answer !== undefined) return answer;
    if (performance.now() > deadline) throw new Error(`${what} did not happen within ${PATIENCE_MS / 1_000} s`);
    await pause(LOOK_MS);
  }
};

/**
 * How many records a topic has had, or undefined where Kafka can't say: a new leader knows no end that holds before as many replicas as are
 * wanted have what it has (KIP-207), which a stopped broker may keep from it for as long as it is away.
 */
const countOf = async ({ ports }: ClusterRun, topic: string): Promise<number | undefined> => {
  try {
    return (await ports.events.offsets(topic)).reduce((sum, { end }) => sum + end, 0);
  } catch (error) {
    if (error instanceof RetryableError) return undefined;
    throw error;
  }
};

/** From now on all replicas of these topics must have a record before it is acknowledged, and all of them do have what there is. */
const wantAllReplicas = async ({ place }: ClusterRun, topics: readonly string[]): Promise<void> => await asAdministrator(place, async ({ admin, prefix }) => {
  const configEntries = [{ name: 'min.insync.replicas', value: String(BROKERS) }];
  const resources = topics.map((topic) => ({ type: kafkajs.ConfigResourceTypes.TOPIC, name: `${prefix}${topic}`, configEntries }));
  await admin.alterConfigs({ validateOnly: false, resources });
  // Where a follower lags, a partition would have nobody left to lead it once the broker stops.
  await until('each replica in sync', async () => {
    const described = await admin.fetchTopicMetadata({ topics: resources.map(({ name }) => name) });
    return described.topics.every(({ partitions }) => partitions.every(({ isr }) => isr.length === BROKERS)) || undefined;
  });
});

/** Two of three replicas are not enough: producers are told so, and nothing is acknowledged until the third is back. */
const tooFew: ClusterFault = {
  name: 'min ISR not met',
  run: ({ urls, kafka }, options) => disturbedCluster({ fault: 'min ISR', urls, ...options }, async (run) => {
    const [first, second] = halves(run.batches);
    await run.ingest();
    await run.produce(first);
    await wantAllReplicas(run, consumed);
    await kafka.stop(BROKERS);
    const before = run.ledger.acknowledged.size;
    const producing = run.produce(second);
    await until('REPLICAS_TOO_FEW', () => run.ledger.refusals.find(({ code }) => code === 'REPLICAS_TOO_FEW'));
    const meanwhile = run.ledger.acknowledged.size - before;
    await kafka.start(BROKERS);
    run.healed();
    await producing;
    if (meanwhile !== 0) throw new Error(`${meanwhile} records were acknowledged by too few replicas`);
    return `producers were told REPLICAS_TOO_FEW, ${run.ledger.acknowledged.size - before} acknowledged after`;
  }),
};

/** Dead letters find no place: their partitions wait, the position stays before the bad record, and readiness says why. */
const noDeadLetters: ClusterFault = {
  name: 'dead-letter topics down',
  run: ({ urls, kafka }, options) => disturbedCluster({ fault: 'dead-letter topics down', urls, ...options }, async (run) => {
    const [first, second] = halves(run.batches);
    const ingest = await run.ingest();
    await run.produce(first);
    await run.caughtUp();
    const letters = (): Promise<number | undefined> => countOf(run, deadLetterTopic('market.candles.v1'));
    const before = await until('a count of dead letters', letters);
    await wantAllReplicas(run, consumed.map(deadLetterTopic));
    await kafka.stop(BROKERS);
    await run.produce(second);
    await until('503 with REPLICAS_TOO_FEW', async () => {
      const { status, body } = await ingest.readiness();
      return status === 503 && body.includes('REPLICAS_TOO_FEW') ? status : undefined;
    });
    const meanwhile = await letters() ?? before;
    await kafka.start(BROKERS);
    run.healed();
    await run.caughtUp();
    const after = await until('a count of dead letters', letters);
    if (meanwhile !== before || after === before) throw new Error(`${meanwhile - before} dead letters meanwhile, ${after - before} after`);
    return `readiness 503 with REPLICAS_TOO_FEW, ${after - before} dead letters after`;
  }),
};

interface Lost extends TopicPartition {
  readonly from: number;
  readonly to: number;
}

const samePartition = (one: TopicPartition, other: TopicPartition): boolean => one.topic === other.topic && one.partition === other.partition;

/** Whether a range is the end of a cut, or all of it. */
const isPartOf = (range: Lost, cut: Lost): boolean => samePartition(range, cut) && range.to === cut.to && range.from >= cut.from;

/** Lost ranges as the process logged them. */
const saidLost = ({ program }: ServiceProcess): readonly Lost[] => program.stdout().split('\n').filter((line) => line.includes('"LOST_RANGE"')).map((line) => {
  const { topic, partition, offset: from, to } = JSON.parse(line) as Lost & { readonly offset: number };
  return { topic, partition, from, to };
});

/** Acknowledged events that are neither stored, nor dead letters, nor replaced by a newer version. */
const missing = async ({ ports, ledger, places }: ClusterRun): Promise<readonly Coordinates[]> => {
  const { stores, deadLetters } = await leftBehind(ports);
  const dead = new Set(deadLetters);
  const stored = new Map(Object.values(stores).flat().map(({ key, version }) => [key, version]));
  return [...ledger.acknowledged.values()]
    .filter(({ id, key, version }) => !dead.has(id) && (stored.get(key) ?? -1) < version)
    .map(({ id }) => places.get(id) as Coordinates);
};

/** What is deleted before a group has read it: half of what waits in each partition, while the only member stands still. */
const cutAhead = async ({ ports: { events } }: ClusterRun): Promise<readonly Lost[]> => {
  const committed = new Map((await events.committed('ingest')).map(({ topic, partition, committed: at }) => [`${topic}[${partition}]`, at]));
  const offsets = (await Promise.all(consumed.map((topic) => events.offsets(topic)))).flat();
  const cuts = offsets.map(({ topic, partition, start, end }): Lost => {
    const from = committed.get(`${topic}[${partition}]`) ?? start;
    return { topic, partition, from, to: from + Math.ceil((end - from) / 2) };
  }).filter(({ from, to }) => to > from);
  await events.deleteBefore(cuts.map(({ topic, partition, to }) => ({ topic, partition, offset: to })));
  return cuts;
};

/** Retention overtakes a running group: each range is told with its bounds, all else is stored, and a producer that sends again makes it whole. */
const gap: ClusterFault = {
  name: 'retention gap under a running group',
  run: ({ urls }, options) => disturbedCluster({ fault: 'retention gap', urls, ...options }, async (run) => {
    const [first, second] = halves(run.batches);
    const ingest = await run.ingest();
    await run.produce(first);
    await run.caughtUp();
    process.kill(ingest.program.pid, 'SIGSTOP');
    await run.produce(second);
    const cuts = await cutAhead(run);
    process.kill(ingest.program.pid, 'SIGCONT');
    run.healed();
    await run.caughtUp();
    const said = saidLost(ingest);
    // What had been fetched already was still handled: then less is lost than was deleted, and never more.
    const wrong = said.filter((range) => !cuts.some((cut) => isPartOf(range, cut)));
    const unsaid = (await missing(run)).filter(({ offset, ...at }) => !said.some((range) => samePartition(at, range) && offset >= range.from && offset < range.to));
    const counted = await ingest.metric('streamforge_log_lost_records');
    const lost = said.reduce((sum, { from, to }) => sum + to - from, 0);
    if (said.length === 0 || wrong.length + unsaid.length > 0) throw new Error(`said ${JSON.stringify(said)}, cut ${JSON.stringify(cuts)}, missing unsaid ${JSON.stringify(unsaid)}`);
    if (counted !== lost) throw new Error(`the metric counts ${counted} lost records, and the log lines say ${lost}`);
    await run.produce(second);
    return `${said.length} ranges told, ${lost} records, metric ${counted}; whole again once sent again`;
  }),
};

export const logFaults: readonly ClusterFault[] = [tooFew, noDeadLetters, gap];
