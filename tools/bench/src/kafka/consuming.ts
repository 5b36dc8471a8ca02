/** One side's processes over a filled topic, watched from outside: how long they take, and whose CPU time. */
import { fork, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Kafka, logLevel, type Admin } from 'kafkajs';
import type { ConsumerWords, FromConsumer, FromParent } from './consumer-program.ts';
import { processSeconds } from './cpu.ts';
import { together, type LatencyCounts } from './latency-table.ts';
import type { Servers } from './servers.ts';

/** `bare`: the bare loop. `storing`: ingest without what it publishes. `whole`: ingest. */
export type SideName = 'bare' | 'storing' | 'whole';

export interface CpuSeconds {
  readonly app: number;
  readonly broker: number;
  readonly postgres: number;
}

export const totalCpu = ({ app, broker, postgres }: CpuSeconds): number => app + broker + postgres;

interface Member {
  readonly child: ChildProcess;
  partitions: number;
  latencies: LatencyCounts;
}

export interface RunningSide {
  /** Lets the batches that wait begin, and starts the stopwatch. */
  go(): void;
  /** Resolves when the group has committed so many records: seconds and CPU seconds since `go`. */
  done(records: number): Promise<{ readonly seconds: number; readonly cpu: CpuSeconds }>;
  /** Ends the processes. From a record's stamp to its storage, in milliseconds. */
  stop(): Promise<LatencyCounts>;
}

export interface SideOptions extends Omit<ConsumerWords, 'kafkaUrl' | 'postgresUrl' | 'variant'> {
  readonly side: SideName;
  readonly processes: number;
  readonly partitions: number;
  readonly servers: Servers;
  /** Postgres schema of this run's tables. */
  readonly schema: string;
  /** Where the group begins. */
  readonly from: 'start' | 'end';
}

const LOOK_MS = 20;
const READY_MS = 60_000;
/** A run that does not go on for so long is given up. */
const STUCK_MS = 60_000;
const END_MS = 40_000;

const send = ({ child }: Member, message: FromParent): void => void child.send(message);

const startMember = (side: SideName, words: ConsumerWords): Member => {
  const program = join(import.meta.dirname, side === 'bare' ? 'bare-consumer.ts' : 'our-consumer.ts');
  const child = fork(program, [JSON.stringify(words)], {
    execArgv: ['--disable-warning=ExperimentalWarning', '--disable-warning=TimeoutNegativeWarning'],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const member: Member = { child, partitions: 0, latencies: [] };
  child.on('message', (message: FromConsumer) => {
    if (message.say === 'assigned') member.partitions = message.partitions;
    else member.latencies = message.latencies;
  });
  return member;
};

const isOver = ({ child }: Member): boolean => child.exitCode !== null || child.signalCode !== null;

const ended = async (member: Member): Promise<void> => {
  if (!isOver(member)) await new Promise((resolve) => member.child.once('exit', resolve));
};

/** Starts the processes and resolves when they share the partitions evenly. */
export const startSide = async (options: SideOptions): Promise<RunningSide> => {
  const { side, processes, partitions, servers, schema, topic, group, batchRecords, from } = options;
  const before = await withAdmin(servers, async (admin) => from === 'start' ? 0 : await beginAtEnd(admin, group, topic));
  const words: ConsumerWords = {
    kafkaUrl: servers.kafkaUrl, postgresUrl: `${servers.postgresUrl}?schema=${schema}`, topic, group, batchRecords, variant: side,
  };
  const members = Array.from({ length: processes }, () => startMember(side, words));
  const kill = (): void => members.forEach(({ child }) => void child.kill('SIGKILL'));
  const alive = (): void => {
    if (!members.some(isOver)) return;
    kill();
    throw new Error(`a process of ${side} ended before its time`);
  };
  const deadline = performance.now() + READY_MS;
  while (!members.every((member) => member.partitions === partitions / processes)) {
    alive();
    if (performance.now() > deadline) {
      kill();
      throw new Error(`${side}: the partitions were not shared within ${READY_MS / 1_000} s`);
    }
    await pause(LOOK_MS);
  }
  // What waits at the gate has been fetched already.
  await pause(1_000);

  const seconds = (): CpuSeconds => ({
    app: members.reduce((sum, { child }) => sum + processSeconds(child.pid ?? 0), 0),
    broker: servers.brokerSeconds(),
    postgres: servers.postgresSeconds(),
  });
  let [began, usedBefore] = [0, seconds()];
  return {
    go: () => {
      usedBefore = seconds();
      began = performance.now();
      for (const member of members) send(member, { say: 'go' });
    },
    done: (records) => withAdmin(servers, async (admin) => {
      try {
        await committed(admin, { group, topic, offsets: before + records, alive });
      } catch (error) {
        kill();
        throw error;
      }
      const used = seconds();
      return {
        seconds: (performance.now() - began) / 1_000,
        cpu: { app: used.app - usedBefore.app, broker: used.broker - usedBefore.broker, postgres: used.postgres - usedBefore.postgres },
      };
    }),
    stop: async () => {
      for (const member of members) if (!isOver(member)) send(member, { say: 'stop' });
      const late = new AbortController();
      const over = await Promise.race([Promise.all(members.map(ended)), pause(END_MS, undefined, { signal: late.signal })]);
      if (over === undefined) {
        kill();
        throw new Error(`a process of ${side} did not end within ${END_MS / 1_000} s`);
      }
      late.abort();
      return together(members.map(({ latencies }) => latencies));
    },
  };
};

const withAdmin = async <Result>({ kafkaUrl }: Servers, work: (admin: Admin) => Promise<Result>): Promise<Result> => {
  const admin = new Kafka({ clientId: 'bench', brokers: [new URL(kafkaUrl).host], logLevel: logLevel.NOTHING }).admin();
  await admin.connect();
  try {
    return await work(admin);
  } finally {
    await admin.disconnect();
  }
};

/** Puts a new group at the end of the topic; the sum of the offsets there. */
const beginAtEnd = async (admin: Admin, groupId: string, topic: string): Promise<number> => {
  const ends = await admin.fetchTopicOffsets(topic);
  await admin.setOffsets({ groupId, topic, partitions: ends.map(({ partition, high }) => ({ partition, offset: high })) });
  return ends.reduce((sum, { high }) => sum + Number(high), 0);
};

interface Awaited {
  readonly group: string;
  readonly topic: string;
  /** Sum of the partitions' offsets. */
  readonly offsets: number;
  readonly alive: () => void;
}

/** Resolves when the group's committed offsets come to so many. */
const committed = async (admin: Admin, { group, topic, offsets, alive }: Awaited): Promise<void> => {
  let [seen, seenAt] = [0, performance.now()];
  for (;;) {
    alive();
    const [found] = await admin.fetchOffsets({ groupId: group, topics: [topic] });
    const sum = found?.partitions.reduce((total, { offset }) => total + Math.max(0, Number(offset)), 0) ?? 0;
    if (sum >= offsets) return;
    if (sum > seen) [seen, seenAt] = [sum, performance.now()];
    if (performance.now() - seenAt > STUCK_MS) throw new Error(`${group} has stood at ${sum} of ${offsets} records for ${STUCK_MS / 1_000} s`);
    await pause(LOOK_MS);
  }
};
