/** The trainer in a host over embedded ports, and ways to look at what it did. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TopicName, ValueOf } from '@streamforge/contracts/topics';
import { deadLetterTopic } from '@streamforge/contracts/topics';
import { parseDeadLetter, type DeadLetter } from '@streamforge/dead-letters/letter';
import { systemClock } from '@streamforge/determinism/clock';
import type { DocumentStore } from '@streamforge/document-store/port';
import type { LogRecord } from '@streamforge/event-log/port';
import { openRegistry, type Registry } from '@streamforge/model-registry/registry';
import { openJobs, type OpenJobs } from '@streamforge/service-host/jobs/jobs';
import type { Job } from '@streamforge/service-host/jobs/job';
import { startHost, type OpenPorts, type RunningHost } from '@streamforge/service-host/run';
import { openEmbedded } from '@streamforge/wiring/embedded';
import { pino } from 'pino';
import { afterEach, beforeEach, expect } from 'vitest';
import { gnnTrainer } from '../src/service.ts';
import { storeBars } from './market.ts';
import { recordOf, type Command } from './orders.ts';

export interface Published<Topic extends TopicName> {
  readonly id: string;
  readonly value: ValueOf<Topic>;
}

export interface Platform {
  readonly directory: string;
  readonly ports: OpenPorts;
  readonly registry: Registry;
  readonly jobs: OpenJobs;
  start(env?: Readonly<Record<string, string>>): Promise<RunningHost>;
  send(...commands: readonly Command[]): Promise<void>;
  /** Resolves to the job once it has ended. */
  ended(id: string): Promise<Job>;
  published<Topic extends TopicName>(topic: Topic): Promise<readonly Published<Topic>[]>;
  deadLetters(): Promise<readonly DeadLetter[]>;
  keys(prefix: string): Promise<readonly string[]>;
  text(key: string): Promise<string>;
}

const decoder = new TextDecoder();

const idOf = (record: LogRecord): string => decoder.decode(record.headers().find(([name]) => name === 'ce_id')?.[1]);

export interface FreshPlatform {
  (): Platform;
  /** The same data directory, opened again after its ports were closed. */
  reopened(): Promise<Platform>;
}

/** An empty platform with bars in it, by default those of the small market, for each test. */
export const freshPlatform = (bars: (documents: DocumentStore) => Promise<void> = (documents) => storeBars(documents)): FreshPlatform => {
  let platform: Platform | undefined;
  let hosts: RunningHost[] = [];
  const open = async (directory: string): Promise<Platform> => {
    const ports = await openEmbedded({ directory, clock: systemClock });
    return platform = await platformOver(directory, ports, hosts);
  };
  beforeEach(async () => {
    hosts = [];
    const { ports } = await open(await mkdtemp(join(tmpdir(), 'gnn-trainer-')));
    await bars(ports.documents);
  });
  afterEach(async () => {
    for (const host of hosts) await host.stop();
    await platform?.ports.close();
    if (platform !== undefined) await rm(platform.directory, { recursive: true });
  });
  const running = (): Platform => {
    if (platform === undefined) throw new Error('The platform exists only while a test runs.');
    return platform;
  };
  return Object.assign(running, { reopened: () => open(running().directory) });
};

const recordsOf = async ({ events }: OpenPorts, topic: string) => {
  const lanes = await events.offsets(topic);
  return (await Promise.all(lanes.map(async (lane) => (await events.read({ ...lane, offset: lane.start }, { maxRecords: 10_000, maxBytes: 50_000_000 }))
    .map((record) => ({ record, lane }))))).flat();
};

/** Looks at and works with a platform over these ports; the hosts that it starts are added to `hosts`. */
export const platformOver = async (directory: string, ports: OpenPorts, hosts: RunningHost[]): Promise<Platform> => {
  const jobs = await openJobs('gnn-trainer', ports.relational);
  return {
    directory, ports, jobs,
    registry: await openRegistry(ports.relational),
    start: async (env = {}) => {
      const host = await startHost([gnnTrainer], {
        env: { STREAMFORGE_DATA: directory, STREAMFORGE_HTTP_PORT: '0', GNN_PREDICT_SECONDS: '0', ...env },
        openPorts: async () => ({ ...ports, close: async () => undefined }),
        logger: pino({ level: process.env['TRAINER_LOG'] ?? 'silent' }),
      });
      hosts.push(host);
      return host;
    },
    send: async (...commands) => void await ports.events.produce('gnn.commands.v1', commands.map(recordOf)),
    ended: async (id) => {
      await expect.poll(async () => (await jobs.get(id))?.finishedAt ?? null, { timeout: 30_000, interval: 20 }).not.toBeNull();
      return await jobs.get(id) as Job;
    },
    published: async (topic) => (await recordsOf(ports, topic)).map(({ record }) =>
      ({ id: idOf(record), value: JSON.parse(decoder.decode(record.value as Uint8Array)) as never })),
    deadLetters: async () => (await recordsOf(ports, deadLetterTopic('gnn.commands.v1'))).flatMap(({ record, lane }) => parseDeadLetter(record, lane) ?? []),
    keys: async (prefix) => (await Array.fromAsync(ports.objects.list(prefix))).map(({ key }) => key),
    text: async (key) => Buffer.concat(await Array.fromAsync((await ports.objects.get(key)) ?? [])).toString('utf8'),
  };
};
