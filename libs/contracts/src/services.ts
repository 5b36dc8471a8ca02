/** Every service, once: what it consumes with which group and lag target, what it produces, which stores and HTTP port it uses. */
import type { OutsiderName } from './roles.ts';
import type { QuotaDefinition, RunDefinition } from './runs.ts';
import type { TopicName } from './topics.ts';

/** A role that an adapter fills; a service names the ports it needs and never knows which adapter it has. */
export type PortName = 'events' | 'documents' | 'objects' | 'relational' | 'vectors';

export interface ConsumerDefinition {
  readonly group: string;
  /** Records of lag per instance at which another instance is worth starting. */
  readonly lagTarget: number;
}

export interface ServiceDefinition {
  readonly says: string;
  readonly consumes: Readonly<Partial<Record<TopicName, ConsumerDefinition>>>;
  readonly produces: readonly TopicName[];
  readonly ports: readonly PortName[];
  /** Port of its HTTP listener when it runs as a process of its own. */
  readonly http: number;
  /** Whether clients outside the platform ask it over HTTP; the others are asked by nobody but monitoring. */
  readonly serves?: 'clients';
  /** Servers of others that it asks where its settings name them. */
  readonly asks?: readonly OutsiderName[];
  /** Reads every topic without a group, sees the position of every group, and hands dead letters back to the topics they came from. */
  readonly oversees?: true;
  /** Topics from whose log it deletes what is archived. */
  readonly prunes?: readonly TopicName[];
  /** How it runs in a cluster, where that is not the usual. */
  readonly runs?: Partial<Omit<RunDefinition, 'quota'>> & { readonly quota?: Partial<QuotaDefinition> };
}

const service = <const Definition extends ServiceDefinition>(definition: Definition): Definition => definition;

export const services = {
  ingest: service({
    says: 'Turns raw events into clean history: validates, deduplicates, keeps the newest version, publishes the clean stream.',
    consumes: {
      'market.candles.v1': { group: 'ingest', lagTarget: 5_000 },
      'market.trades.v1': { group: 'ingest', lagTarget: 5_000 },
      'market.assets.v1': { group: 'ingest', lagTarget: 1_000 },
      'documents.v1': { group: 'ingest', lagTarget: 500 },
    },
    produces: ['market.bars.v1', 'documents.clean.v1', 'queue-events'],
    ports: ['events', 'documents', 'objects'],
    http: 8101,
    prunes: ['market.candles.v1', 'market.trades.v1'],
    runs: { quota: { produceBytes: 33_554_432, consumeBytes: 67_108_864 } },
  }),
  gateway: service({
    says: 'The HTTP way in and the read side.',
    consumes: {},
    produces: [
      'market.candles.v1', 'market.trades.v1', 'market.assets.v1', 'documents.v1', 'agent.fills.v1', 'agent.actions.v1',
      'gnn.commands.v1', 'llm.requests.v1', 'queue-control',
    ],
    ports: ['events', 'documents', 'objects', 'relational', 'vectors'],
    http: 8080,
    serves: 'clients',
    asks: ['embeddings-model'],
    oversees: true,
    runs: { grows: 'load', least: 2, most: 8, quota: { produceBytes: 33_554_432 } },
  }),
  embeddings: service({
    says: 'Makes vectors of bar windows and of document chunks.',
    consumes: {
      'market.bars.v1': { group: 'embeddings', lagTarget: 5_000 },
      'documents.clean.v1': { group: 'embeddings', lagTarget: 200 },
    },
    produces: ['queue-events'],
    ports: ['events', 'documents', 'relational', 'vectors'],
    http: 8102,
    asks: ['embeddings-model'],
    runs: { grows: 'jobs', least: 0 },
  }),
  'gnn-trainer': service({
    says: 'Trains and honestly evaluates graph models, and publishes their predictions.',
    consumes: { 'gnn.commands.v1': { group: 'gnn-trainer', lagTarget: 1 } },
    produces: ['gnn.models.v1', 'gnn.predictions.v1', 'queue-events'],
    ports: ['events', 'documents', 'objects', 'relational'],
    http: 8103,
    runs: { grows: 'jobs', most: 3 },
  }),
  'roi-logger': service({
    says: 'Keeps the ledger: fills, fees, lots, profit and performance per agent.',
    consumes: {
      'agent.fills.v1': { group: 'roi-logger', lagTarget: 1_000 },
      'agent.actions.v1': { group: 'roi-logger', lagTarget: 1_000 },
      'market.bars.v1': { group: 'roi-logger', lagTarget: 10_000 },
      'gnn.predictions.v1': { group: 'roi-logger', lagTarget: 1_000 },
    },
    produces: ['roi.snapshots.v1', 'queue-events'],
    ports: ['events', 'documents', 'relational'],
    http: 8104,
    runs: { grows: 'jobs' },
  }),
  'llm-adapter': service({
    says: 'Answers questions over the stored data with citations.',
    consumes: { 'llm.requests.v1': { group: 'llm-adapter', lagTarget: 10 } },
    produces: ['llm.responses.v1', 'queue-events'],
    ports: ['events', 'documents', 'relational', 'vectors'],
    http: 8105,
    serves: 'clients',
    asks: ['language-model', 'embeddings-model'],
    runs: { most: 6 },
  }),
} as const;

export type ServiceName = keyof typeof services;
/** Topics that the contract says a service consumes. */
export type ConsumedBy<Service extends ServiceName> = Extract<keyof (typeof services)[Service]['consumes'], TopicName>;
/** Topics that the contract says a service produces. */
export type ProducedBy<Service extends ServiceName> = (typeof services)[Service]['produces'][number];

export const serviceNames = Object.keys(services) as readonly ServiceName[];

/** What the contract declares of a service, without its literal types. */
export const serviceOf = (name: ServiceName): ServiceDefinition => services[name];

type Traffic = Pick<ServiceDefinition, 'consumes' | 'produces'>;

const hears = ({ produces }: Traffic): boolean => produces.includes('queue-events');

/** Whether a service hears commands on `queue-control`: those that answer on `queue-events` do. */
export const hearsControl = (name: ServiceName): boolean => hears(serviceOf(name));

/** Every topic that is read by who consumes and produces this: as a member of a group, or as one of all. */
export const readOf = (traffic: Traffic): readonly TopicName[] =>
  [...Object.keys(traffic.consumes) as readonly TopicName[], ...hears(traffic) ? ['queue-control' as const] : []];

/** Every topic that a service reads. */
export const readBy = (name: ServiceName): readonly TopicName[] => readOf(serviceOf(name));
