/** What the log lets each service do, and no more: exactly what the contract says that it reads and writes. */
import { readOf, type ServiceDefinition } from './services.ts';

/** Operations as Kafka names them. */
export type LogOperation = 'Read' | 'Write' | 'Describe' | 'Delete';

export interface LogGrant {
  readonly resource: 'topic' | 'group';
  /** Whole, never a beginning or all. */
  readonly name: string;
  readonly operations: readonly LogOperation[];
}

type Services = Readonly<Record<string, ServiceDefinition>>;

/** What of a service, or of the command line, decides what the log lets it do. */
type Granted = Pick<ServiceDefinition, 'consumes' | 'produces' | 'prunes' | 'oversees'>;

/** The log's user of a service, where each has one of its own. Also the name of the Secret that Strimzi makes, hence not the bare name of the service. */
export const userOf = (service: string): string => `streamforge-${service}`;

/** Groups of a service. */
export const groupsOf = ({ consumes }: Pick<ServiceDefinition, 'consumes'>): readonly string[] =>
  [...new Set(Object.values(consumes).map(({ group }) => group))];

const topic = (name: string, ...operations: readonly LogOperation[]): LogGrant => ({ resource: 'topic', name, operations });
const group = (name: string, ...operations: readonly LogOperation[]): LogGrant => ({ resource: 'group', name, operations });
const letters = (name: string): string => `${name}.dlq`;

const order: readonly LogOperation[] = ['Read', 'Write', 'Delete', 'Describe'];

/** One grant for each resource, by name. */
const merged = (grants: readonly LogGrant[]): readonly LogGrant[] =>
  Object.values(Object.groupBy(grants, ({ resource, name }) => `${resource} ${name}`)).flatMap((same = []) => same.slice(0, 1).map((first) => ({
    ...first, operations: order.filter((operation) => same.some(({ operations }) => operations.includes(operation))),
  }))).toSorted((a, b) => (`${a.resource} ${a.name}` < `${b.resource} ${b.name}` ? -1 : 1));

/** Whoever oversees the log sees all of it, and writes wherever a dead letter may be handed back to. */
const overseeing = (topics: readonly string[], services: Services): readonly LogGrant[] => {
  const read = new Set<string>(Object.values(services).flatMap(readOf));
  return [
    ...topics.flatMap((name) => [topic(name, 'Read', 'Describe'), topic(letters(name), 'Read', 'Write', 'Describe')]),
    ...[...read].map((name) => topic(name, 'Write')),
    ...[...new Set(Object.values(services).flatMap(groupsOf))].map((name) => group(name, 'Describe')),
  ];
};

/**
 * Grants of one service. It writes the dead letters of what it reads, and reads them back to write none twice. Idempotent producing needs
 * no right of its own since Kafka 3; commands are read without a group (docs/adr/0027).
 */
export const grantsOf = (service: Granted, topics: readonly string[], services: Services): readonly LogGrant[] => merged([
  ...readOf(service).flatMap((name) => [topic(name, 'Read', 'Describe'), topic(letters(name), 'Read', 'Write', 'Describe')]),
  ...service.produces.map((name) => topic(name, 'Write', 'Describe')),
  ...(service.prunes ?? []).map((name) => topic(name, 'Delete', 'Describe')),
  ...groupsOf(service).map((name) => group(name, 'Read', 'Describe')),
  ...service.oversees === true ? overseeing(topics, services) : [],
]);
