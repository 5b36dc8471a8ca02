import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import type { Received } from '@streamforge/codec/received';
import { deadLetterTopic, type TopicName } from '@streamforge/contracts/topics';
import { parseDeadLetter, type DeadLetter } from '@streamforge/dead-letters/letter';
import { systemClock, type Clock } from '@streamforge/determinism/clock';
import { stateHash } from '@streamforge/document-store/state-hash';
import type { Coordinates, OutgoingRecord } from '@streamforge/event-log/port';
import type { PointKey } from '@streamforge/vector-store/port';
import { pino } from 'pino';
import { afterEach, beforeEach } from 'vitest';
import type { Environment } from '../config/read.ts';
import type { Check } from '../health.ts';
import type { NewJob } from '../jobs/job.ts';
import { startHost, type OpenPorts, type RunningHost } from '../run.ts';
import type { DefinedService } from '../service.ts';
import { faultyPorts, type Faults } from './faulty-ports.ts';

/** A service with what its suite needs to know of it. */
export interface ServiceUnderTest {
  readonly service: DefinedService;
  /** Opens every port over a directory: on a second call, what the first left. */
  readonly openPorts: (directory: string, clock: Clock) => Promise<OpenPorts>;
  /** The topic of the records below. */
  readonly topic: TopicName;
  /** A record that is accepted, another for each number; at least four keys, each of which comes again every 20 numbers or sooner. */
  readonly goodRecord: (n: number) => OutgoingRecord;
  /** A record that is refused, whatever is stored. */
  readonly badRecord: (n: number) => OutgoingRecord;
  /** Settings it needs. */
  readonly env?: Environment;
  /** Puts into an empty place what the service finds there, such as bars that another service stored. */
  readonly prepare?: (ports: OpenPorts) => Promise<void>;
  /** A hash of everything it stores; default: of the document store. */
  readonly state?: (ports: OpenPorts) => Promise<string>;
  /** Of a service that writes vectors: the key of a record that this point is made of. */
  readonly keyOfPoint?: (point: PointKey) => string;
  /** Of a service that makes jobs of its records: the key of the record that this job is made of. */
  readonly keyOfJob?: (job: NewJob) => string;
}

export interface LogLine {
  readonly level: string;
  readonly msg: string;
  readonly code?: string;
  readonly partition?: number;
  readonly offset?: number;
}

export interface StartOptions {
  /** Called with each batch before its handler; what it throws, the handler throws. */
  readonly before?: (batch: readonly Received[]) => Promise<void> | void;
  readonly env?: Environment;
}

/** The service in a host of its own. */
export interface Running {
  readonly host: RunningHost;
  readonly logs: readonly LogLine[];
  /** Resolves when nothing lags. */
  settled(): Promise<void>;
  /** What `/readyz?verbose` answers over the socket. */
  readiness(): Promise<{ readonly status: number; readonly checks: readonly Check[] }>;
}

/** What the tests of a service work with; everything is gone when the test ends. */
export interface Subject extends Omit<ServiceUnderTest, 'openPorts' | 'service' | 'state' | 'prepare'> {
  readonly faults: Faults;
  start(options?: StartOptions): Promise<Running>;
  /** Goes on in an empty directory. */
  anew(): Promise<void>;
  /** Uses the ports: the running host's, or for as long as `use` takes. */
  ports<Result>(use: (ports: OpenPorts) => Promise<Result>): Promise<Result>;
  produce(records: readonly OutgoingRecord[]): Promise<readonly Coordinates[]>;
  deadLetters(): Promise<readonly DeadLetter[]>;
  /** Hash of all that is stored. */
  hash(): Promise<string>;
  /** Positions that differ from the ends of their partitions. */
  unfinished(): Promise<readonly string[]>;
}

/** Waits between attempts are shortened, so that a test does not take as long as an outage. */
const hasty: Clock = { ...systemClock, sleep: (ms, signal) => systemClock.sleep(ms < 2_000 ? ms / 20 : ms, signal) };

const LOOK_EVERY_MS = 5;

/** Resolves once it is true; the test's own time limit ends it otherwise. */
export const until = async (condition: () => Promise<boolean> | boolean): Promise<void> => {
  while (!await condition()) await after(LOOK_EVERY_MS);
};

const withBefore = (service: DefinedService, before: StartOptions['before']): DefinedService => before === undefined ? service : {
  ...service,
  consumes: Object.fromEntries(Object.entries(service.consumes).map(([topic, handler]) => {
    const watched: typeof handler = async (batch, context) => {
      await before(batch);
      return await handler(batch, context);
    };
    return [topic, watched];
  })),
};

const runningOf = (host: RunningHost, logs: readonly LogLine[]): Running => ({
  host, logs,
  settled: () => until(async () => (await host.lag()).every(({ lag }) => lag === 0)),
  readiness: async () => {
    const answer = await fetch(`${host.address}/readyz?verbose`);
    const { checks = [] } = await answer.json() as { readonly checks?: readonly Check[] };
    return { status: answer.status, checks };
  },
});

/** A fresh directory for each test; answers the subject of the running test. */
export const freshSubject = (given: ServiceUnderTest): (() => Subject) => {
  let directory = '';
  let faults: Faults = {};
  let running: RunningHost | undefined;
  const directories: string[] = [];
  const anew = async (): Promise<void> => {
    directory = await mkdtemp(join(tmpdir(), 'service-'));
    directories.push(directory);
    if (given.prepare === undefined) return;
    const opened = await given.openPorts(directory, hasty);
    try {
      await given.prepare(opened);
    } finally {
      await opened.close();
    }
  };
  beforeEach(async () => {
    await anew();
    faults = {};
  });
  afterEach(async () => {
    running?.force();
    await running?.stop();
    running = undefined;
    for (const used of directories.splice(0)) await rm(used, { recursive: true });
  });

  const start = async ({ before, env = {} }: StartOptions = {}): Promise<Running> => {
    const logs: LogLine[] = [];
    const write = (line: string): void => void logs.push(JSON.parse(line) as LogLine);
    const host = running = await startHost([withBefore(given.service, before)], {
      env: { STREAMFORGE_DATA: directory, STREAMFORGE_HTTP_PORT: '0', STREAMFORGE_DRAIN_SECONDS: '20', ...given.env, ...env },
      openPorts: async (_, clock) => faultyPorts(await given.openPorts(directory, clock), faults),
      clock: hasty,
      random: () => 1,
      logger: pino({ level: 'info', base: null, formatters: { level: (level) => ({ level }) } }, { write }),
    });
    void host.closed.then(() => {
      if (running === host) running = undefined;
    });
    return runningOf(host, logs);
  };
  const ports = async <Result>(use: (ports: OpenPorts) => Promise<Result>): Promise<Result> => {
    if (running !== undefined) return await use({ ...running.ports, close: async () => undefined });
    const opened = await given.openPorts(directory, hasty);
    try {
      return await use(opened);
    } finally {
      await opened.close();
    }
  };
  return () => ({
    topic: given.topic,
    goodRecord: given.goodRecord,
    badRecord: given.badRecord,
    faults, start, anew, ports,
    produce: (records) => ports(({ events }) => events.produce(given.topic, records)),
    deadLetters: () => ports(({ events }) => lettersOf(events, given.topic)),
    hash: () => ports(given.state ?? (({ documents }) => stateHash(documents))),
    unfinished: () => ports(async ({ events }) => {
      const positions = new Map((await events.committed()).map(({ topic, partition, committed }) => [`${topic}[${partition}]`, committed]));
      return (await events.offsets(given.topic)).flatMap(({ topic, partition, end }) => {
        const name = `${topic}[${partition}]`;
        return (positions.get(name) ?? 0) === end ? [] : [`${name} ends at ${end}`];
      });
    }),
  });
};

const lettersOf = async (events: OpenPorts['events'], topic: TopicName): Promise<readonly DeadLetter[]> => {
  const lanes = await events.offsets(deadLetterTopic(topic));
  const letters = await Promise.all(lanes.map(async (lane) => {
    const records = await events.read({ ...lane, offset: lane.start }, { maxRecords: 10_000, maxBytes: 100_000_000 });
    return records.flatMap((record) => parseDeadLetter(record, lane) ?? []);
  }));
  return letters.flat();
};
