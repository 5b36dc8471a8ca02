import { serviceOf } from '@streamforge/contracts/services';
import { systemClock, type Clock } from '@streamforge/determinism/clock';
import { randomIds, type Ids } from '@streamforge/determinism/ids';
import type { Random } from '@streamforge/determinism/random';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import { HostSettings } from './config/host-settings.ts';
import { readConfig, type Environment } from './config/read.ts';
import { startControl } from './control/start.ts';
import { startBackground, startConsumers } from './consumers.ts';
import { grantedLog } from './granted-log.ts';
import { HostHealth } from './health.ts';
import { listen } from './http/listen.ts';
import { createHttp } from './http/server.ts';
import { httpSettings } from './http/settings.ts';
import { lagOfService, showLag, type TopicLag } from './lag.ts';
import { jobsOf, startJobs } from './jobs/start.ts';
import { eventLoopWatch } from './lifecycle/event-loop.ts';
import { httpStoppable } from './lifecycle/stop-http.ts';
import { Stoppables } from './lifecycle/stoppables.ts';
import { createLogger } from './log.ts';
import { backoff } from './loop/backoff.ts';
import { PartitionStates } from './loop/partition-state.ts';
import { Turns } from './loop/turns.ts';
import { Losses } from './losses.ts';
import { neededBy } from './needed.ts';
import { createMetrics, type HostMetrics } from './metrics.ts';
import { publisher } from './publish.ts';
import type { DefinedService, HostContext, Ports } from './service.ts';
import { checkTopics } from './topics.ts';

/** Connected ports and how to let go of them. */
export interface OpenPorts extends Ports {
  close(): Promise<void>;
}

export interface HostOptions {
  readonly env: Environment;
  /** Connects the ports that the services need, each to what the settings name. */
  readonly openPorts: (settings: HostSettings, clock: Clock, needed: readonly (keyof Ports)[]) => Promise<OpenPorts>;
  readonly clock?: Clock;
  readonly ids?: Ids;
  readonly random?: Random;
  readonly logger?: Logger;
  /** False serves requests by `http.inject` only. Default true. */
  readonly listen?: boolean;
  /** False joins no group: the read side alone. Default true. */
  readonly consume?: boolean;
  /** Told why a consumer can't go on, whereupon the host stops by itself. */
  readonly onCrash?: (error: Error) => void;
}

export interface RunningHost {
  /** Base address of the HTTP listener; undefined without one. */
  readonly address: string | undefined;
  /** Secret of this run that lets the local command line do what an admin key would. */
  readonly token: string;
  readonly http: FastifyInstance;
  readonly ports: Ports;
  readonly metrics: HostMetrics;
  readonly settings: HostSettings;
  /** Lag of every group of the services. */
  lag(): Promise<readonly TopicLag[]>;
  /** Drains: ready turns 503, work in flight ends within the grace, positions are committed, sockets and ports close. */
  stop(): Promise<void>;
  /** Ends the grace now; nothing acknowledged is lost. */
  force(): void;
  /** Resolves once stopped, also when the host stopped by itself because a consumer can't go on. */
  readonly closed: Promise<void>;
}

/** First wait and longest wait before something is tried again. */
const RETRY = { firstMs: 100, mostMs: 10_000 };

/** Runs services in this process over one set of ports and one HTTP listener. Throws one clear error when it can't. */
export const startHost = async (services: readonly DefinedService[], options: HostOptions): Promise<RunningHost> => {
  const { clock = systemClock, ids = randomIds } = options;
  const { settings, unknown } = readConfig(settingsOf(services), options.env);
  const logger = options.logger ?? createLogger(settings.STREAMFORGE_LOG_LEVEL);
  for (const name of unknown) logger.warn({ code: 'CONFIG_INVALID' }, `${name} is set but nothing reads it: is it misspelt?`);
  const stoppables = new Stoppables(logger);
  const graceMs = settings.STREAMFORGE_DRAIN_SECONDS * 1_000;
  const onCrash = (error: Error): void => {
    logger.fatal({ err: error }, 'a consumer crashed; the process ends so that it is started afresh');
    options.onCrash?.(error);
    process.exitCode = 1;
    void stoppables.stop(graceMs);
  };
  try {
    const needed = neededBy(services);
    const ports = await options.openPorts(settings, clock, needed);
    let closing: Promise<void> | undefined;
    stoppables.add({ name: 'ports', stop: () => closing ??= ports.close() });
    const metrics = createMetrics();
    stoppables.add(eventLoopWatch(metrics, clock));
    const losses = new Losses(logger, metrics);
    await losses.report(ports, needed);
    await checkTopics(services.map(({ name }) => name), ports.events);

    const states = new PartitionStates();
    const turns = new Turns();
    const health = new HostHealth(ports, needed, states, clock);
    const token = ids();
    const http = createHttp({ settings: httpSettings(settings, token), health, metrics, logger, ids });
    stoppables.add(httpStoppable(http));
    const hosted = await Promise.all(services.map(async (service): Promise<Hosted> => {
      const child = logger.child({ service: service.name });
      const publish = publisher(service.name, ports.events, metrics, turns);
      const events = grantedLog(service.name, ports.events);
      return { service, context: { ...ports, events, config: settings, clock, ids, logger: child, metrics, publish, ...await jobsOf(service, ports) } };
    }));
    for (const { service, context } of hosted) await service.routes?.(http, context);
    showLag(services.map(({ name }) => name), ports.events, states, metrics);
    await http.ready();
    const address = options.listen === false ? undefined : await listen(http, settings.STREAMFORGE_HTTP_HOST, portOf(settings, services));

    const wait = backoff(RETRY, options.random ?? Math.random);
    const shared = { events: ports.events, clock, logger, metrics, states, losses, turns, wait };
    for (const { service, context } of options.consume === false ? [] : hosted) {
      await startConsumers(service, context, { shared, settings, stoppables, onCrash });
      startBackground(service, context, stoppables);
      startControl(service, context, stoppables);
      startJobs(service, context, { stoppables, ...options.random !== undefined && { random: options.random } });
    }
    stoppables.add({ name: 'readiness', stop: () => Promise.resolve(health.drain()) });
    health.started();
    return {
      address, token, http, ports, metrics, settings,
      lag: async () => (await Promise.all(services.map(({ name }) => lagOfService(ports.events, name)))).flat(),
      stop: () => stoppables.stop(graceMs),
      force: () => stoppables.force(),
      closed: stoppables.stopped,
    };
  } catch (error) {
    await stoppables.stop(graceMs);
    throw error;
  }
};

interface Hosted {
  readonly service: DefinedService;
  readonly context: HostContext;
}

/** The settings of the host and of all its services. */
const settingsOf = (services: readonly DefinedService[]): typeof HostSettings =>
  HostSettings.extend(Object.assign({}, ...services.map(({ config }) => config.shape)) as Record<never, never>);

const portOf = (settings: HostSettings, [first]: readonly DefinedService[]): number =>
  settings.STREAMFORGE_HTTP_PORT ?? serviceOf(first?.name ?? 'gateway').http;
