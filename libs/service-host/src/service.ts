/** A service is a value: what it listens to, its routes and its background work. The host owns everything that is the same everywhere. */
import type { Received, Refusal } from '@streamforge/codec/received';
import type { ConsumedBy, ProducedBy, ServiceName, services } from '@streamforge/contracts/services';
import type { TopicName, ValueOf } from '@streamforge/contracts/topics';
import type { Clock } from '@streamforge/determinism/clock';
import type { Ids } from '@streamforge/determinism/ids';
import type { DocumentStore } from '@streamforge/document-store/port';
import type { EventLog } from '@streamforge/event-log/port';
import type { ObjectStore } from '@streamforge/object-store/port';
import type { Relational } from '@streamforge/relational/port';
import type { VectorStore } from '@streamforge/vector-store/port';
import type { FastifyInstance } from 'fastify';
import type { Logger } from 'pino';
import type { z } from 'zod';
import type { Jobs, OpenJobs } from './jobs/jobs.ts';
import type { RunningJob } from './jobs/running-job.ts';
import type { HostMetrics } from './metrics.ts';

/** Every port there is; a service gets those the contract grants it. */
export interface Ports {
  readonly events: EventLog;
  readonly documents: DocumentStore;
  readonly objects: ObjectStore;
  readonly relational: Relational;
  readonly vectors: VectorStore;
}

type PortsOf<Name extends ServiceName> = Pick<Ports, Extract<(typeof services)[Name]['ports'][number], keyof Ports>>;

/** A record to publish, with the id that makes publishing it again change nothing. */
export interface Publication<Topic extends TopicName> {
  /** Null publishes a tombstone. */
  readonly value: ValueOf<Topic> | null;
  /** Canonical JSON of the value when the caller already has it, so that it is not written twice. */
  readonly body?: Uint8Array;
  /** Needed for tombstones only; elsewhere the value decides. */
  readonly key?: string;
  /** Deterministic ce_id. */
  readonly id: string;
  /** ce_time: when the fact happened, epoch milliseconds. */
  readonly time: number;
}

/** Publishes derived records; resolves when they are durable. */
export type Publish<Topics extends TopicName> = <Topic extends Topics>(
  topic: Topic, records: readonly Publication<Topic>[],
) => Promise<void>;

/** Jobs are kept in the relational store: who has that can accept them. */
type JobsOf<Name extends ServiceName> = 'relational' extends (typeof services)[Name]['ports'][number] ? { readonly jobs: Jobs } : unknown;

interface Surroundings<Config> {
  readonly config: Config;
  readonly clock: Clock;
  readonly ids: Ids;
  readonly logger: Logger;
  readonly metrics: HostMetrics;
}

/**
 * What handlers are given. They publish through `publish`, which knows what the contract grants; the log itself stays with the host.
 */
export type ServiceContext<Name extends ServiceName, Config = unknown> = Omit<PortsOf<Name>, 'events'> & Surroundings<Config> & JobsOf<Name> & {
  readonly publish: Publish<ProducedBy<Name>>;
};

/** A record that a handler refuses, with its code. */
export interface Rejection extends Refusal {
  readonly record: Received;
}

/** Takes a batch of validated records of one partition; resolves, when every effect is durable, to what it refuses. */
export type Handler<Topic extends TopicName, Name extends ServiceName, Config = unknown> = (
  batch: readonly Received<Topic>[],
  context: ServiceContext<Name, Config>,
) => Promise<readonly Rejection[]>;

/** Adds a service's HTTP routes; they are given every port of the service, the log included. */
export type Routes<Name extends ServiceName, Config = unknown> = (
  http: FastifyInstance,
  context: ServiceContext<Name, Config> & PortsOf<Name>,
) => void | Promise<void>;

/** Work beside the consume loop, such as a periodic survey; it is given every port of the service. The signal aborts on drain. */
export type Background<Name extends ServiceName, Config = unknown> = (
  context: ServiceContext<Name, Config> & PortsOf<Name>, signal: AbortSignal,
) => Promise<void>;

/** Works off a job of one kind; it is given every port of the service. */
export type JobHandler<Name extends ServiceName, Config = unknown> = (
  job: RunningJob, context: ServiceContext<Name, Config> & PortsOf<Name>,
) => Promise<void>;

export interface Service<Name extends ServiceName, Settings extends z.ZodObject> {
  readonly name: Name;
  /** Its own settings, from environment variables, beside those of every host. */
  readonly config: Settings;
  /** One handler for each topic that the contract says it consumes: a missing or a further one does not compile. */
  readonly consumes: { readonly [Topic in ConsumedBy<Name>]: Handler<Topic, Name, z.output<Settings>> };
  readonly routes?: Routes<Name, z.output<Settings>>;
  readonly background?: Background<Name, z.output<Settings>>;
  /** Long work, by kind: a handler accepts the command, the host works it off outside the consume loop. */
  readonly jobs?: Readonly<Record<string, JobHandler<Name, z.output<Settings>>>>;
}

/** The whole surroundings, as the host sees them; each service's own view is a part of it. */
export type HostContext = Ports & Surroundings<unknown> & { readonly publish: Publish<TopicName>; readonly jobs?: OpenJobs };

type AnyHandler = (batch: readonly Received[], context: HostContext) => Promise<readonly Rejection[]>;

/** A defined service with its types forgotten, so that a host can hold several. */
export interface DefinedService {
  readonly name: ServiceName;
  readonly config: z.ZodObject;
  readonly consumes: Readonly<Partial<Record<TopicName, AnyHandler>>>;
  readonly routes?: (http: FastifyInstance, context: HostContext) => void | Promise<void>;
  readonly background?: (context: HostContext, signal: AbortSignal) => Promise<void>;
  readonly jobs?: Readonly<Record<string, (job: RunningJob, context: HostContext) => Promise<void>>>;
}

/** Declares a service; the contract decides which topics it must handle. */
export const defineService = <Name extends ServiceName, Settings extends z.ZodObject>(service: Service<Name, Settings>): DefinedService =>
  service as unknown as DefinedService;
