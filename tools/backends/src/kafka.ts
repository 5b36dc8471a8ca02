/** A real Kafka on loopback: one broker or several, each of which can be stopped, killed, paused and started again. */
import { existsSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Kafka, logLevel } from 'kafkajs';
import { installKafka } from './install-kafka.ts';
import { run } from './install.ts';
import { kafkaProperties, type BrokerPorts } from './kafka-properties.ts';
import type { KafkaSecurity } from './kafka-security.ts';
import { cacheFolder, type Tell } from './places.ts';
import { host, portsNear } from './ports.ts';
import { signalProcess, spawnServer, stopProcess, waitReady, type ServerProcess } from './server-process.ts';

const READY_MS = 90_000;
const ASK_MS = 3_000;
/** Any base64 of 16 bytes: a cluster of tests meets no other. */
const clusterId = 'c3RyZWFtZm9yZ2Uta2Fma';

export interface KafkaOptions {
  /** Data, settings and logs; made when absent, used again when it holds a cluster's data. */
  readonly directory: string;
  /** 1 (default), or 3 with three copies of which two must be in sync. */
  readonly brokers?: number;
  /** The first broker's port when free, the next ones for further brokers; any free port otherwise. */
  readonly port?: number;
  /** Adds a SASL_SSL and a mutual TLS listener and refuses what no ACL allows. */
  readonly security?: KafkaSecurity;
  readonly tell?: Tell;
  readonly cache?: string;
  /** Further lines of server.properties. */
  readonly settings?: Readonly<Record<string, string>>;
}

export interface KafkaServer {
  /** `kafka://127.0.0.1:<port>,…` of the clients' listener: with security `kafka+tls://…` where users log in by SCRAM-SHA-512. */
  readonly url: string;
  /** With security: `kafka+tls://…` of the listener that asks for a client certificate. */
  readonly mutualUrl?: string;
  /** `kafka://…` without encryption where everything is allowed: for an administrator's work beside a secured listener. */
  readonly adminUrl: string;
  /** How many there are; broker numbers begin at 1. */
  readonly brokers: number;
  readonly directory: string;
  process(broker: number): ServerProcess;
  /** Resolves when the broker is gone; SIGTERM (default) hands its partitions over first. */
  stop(broker: number, signal?: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  /** Starts it again on the same data and port, and resolves when it takes part in the cluster. */
  start(broker: number): Promise<void>;
  pause(broker: number): void;
  resume(broker: number): void;
  /** Kills all brokers at once, since the last ones of a quorum would wait for it in vain. The data stay. */
  close(): Promise<void>;
}

/** Rejects unless the broker answers and sees itself and a controller in the cluster, and `count` brokers in all. */
const ask = async (port: number, id: number, count: number): Promise<void> => {
  const client = new Kafka({
    brokers: [`${host}:${port}`], logLevel: logLevel.NOTHING, connectionTimeout: ASK_MS, requestTimeout: ASK_MS, retry: { retries: 0 },
  });
  const admin = client.admin();
  try {
    await admin.connect();
    const { brokers, controller } = await admin.describeCluster();
    if (controller === null || !brokers.some(({ nodeId }) => nodeId === id)) throw new Error(`broker ${id} has not joined yet`);
    if (brokers.length < count) throw new Error(`${brokers.length} of ${count} brokers have joined`);
  } finally {
    await admin.disconnect().catch(() => undefined);
  }
};

/** Starts a cluster and resolves once all brokers are in it. Rejects with the end of a log when one does not come up. */
export const startKafka = async (options: KafkaOptions): Promise<KafkaServer> => {
  const { directory, brokers = 1, security, tell = () => undefined, cache = cacheFolder, settings = {} } = options;
  const classPath = await installKafka(tell, cache);
  const java = (words: readonly string[]): readonly string[] => ['-cp', classPath, ...words];
  await mkdir(directory, { recursive: true });

  const found = await portsNear(options.port, brokers * (security === undefined ? 2 : 4));
  const ports = Array.from({ length: brokers }, (_, index): BrokerPorts => {
    const [plain = 0, controller = 0, sasl, mutual] = found.filter((_, at) => at % brokers === index);
    return { plain, controller, ...sasl !== undefined && { sasl }, ...mutual !== undefined && { mutual } };
  });
  const ids = ports.map((_, index) => index + 1);
  const fileOf = (id: number): string => join(directory, `broker-${id}.properties`);
  const further = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`).join('');
  for (const id of ids) await writeFile(fileOf(id), kafkaProperties(directory, id, ports, security) + further);

  const format = async (id: number): Promise<void> => {
    const data = join(directory, `broker-${id}`);
    if (existsSync(join(data, 'bootstrap.checkpoint'))) return;
    await rm(data, { recursive: true, force: true });
    const users = Object.entries(security?.users ?? {}).flatMap(([name, password]) => ['--add-scram', `SCRAM-SHA-512=[name=${name},password=${password}]`]);
    await run('java', java(['-XX:TieredStopAtLevel=1', '-XX:+UseSerialGC', 'kafka.tools.StorageTool', 'format', '-t', clusterId, '-c', fileOf(id), ...users]), {
      missing: 'Install Java 17 or newer (apt-get install default-jre-headless).',
    });
  };
  await Promise.all(ids.map(format));

  const heap = brokers === 1 ? '384m' : '256m';
  // Several brokers are there to be stopped and started: the quick compiler alone takes a third less processor time until they are up.
  const compiler = brokers === 1 ? [] : ['-XX:TieredStopAtLevel=1'];
  const running = new Map<number, ServerProcess>();
  const process = (id: number): ServerProcess => {
    const server = running.get(id);
    if (server === undefined) throw new Error(`There is no Kafka broker ${id}: they are 1 to ${brokers}.`);
    return server;
  };
  const launch = async (id: number, count: number): Promise<void> => {
    const server = await spawnServer({
      name: `kafka broker ${id}`, program: 'java', cwd: directory, log: join(directory, `broker-${id}.log`),
      words: java([
        `-Xmx${heap}`, '-Xms128m', ...compiler, '-XX:+UseSerialGC', '-XX:+ExitOnOutOfMemoryError', '-Djava.awt.headless=true',
        '-Dorg.slf4j.simpleLogger.showDateTime=true', '-Dorg.slf4j.simpleLogger.dateTimeFormat=HH:mm:ss.SSS', 'kafka.Kafka', fileOf(id),
      ]),
    });
    running.set(id, server);
    await waitReady(server, () => ask(ports[id - 1]?.plain ?? 0, id, count), READY_MS);
  };
  const close = async (): Promise<void> => void await Promise.all([...running.values()].map((server) => stopProcess(server, 'SIGKILL')));
  await Promise.all(ids.map((id) => launch(id, brokers))).catch(async (error: unknown) => {
    await close();
    throw error;
  });

  const urlOf = (scheme: string, port: (of: BrokerPorts) => number | undefined): string => `${scheme}://${ports.map((of) => `${host}:${port(of) ?? 0}`).join(',')}`;
  const adminUrl = urlOf('kafka', ({ plain }) => plain);
  return {
    url: security === undefined ? adminUrl : urlOf('kafka+tls', ({ sasl }) => sasl),
    ...security !== undefined && { mutualUrl: urlOf('kafka+tls', ({ mutual }) => mutual) },
    adminUrl, brokers, directory, process, close,
    stop: (id, signal = 'SIGTERM') => stopProcess(process(id), signal),
    start: (id) => launch(id, 1),
    pause: (id) => void signalProcess(process(id), 'SIGSTOP'),
    resume: (id) => void signalProcess(process(id), 'SIGCONT'),
  };
};
