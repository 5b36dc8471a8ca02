/** The contract as a value: every builder is given it, so that a changed copy shows what would change. */
import { commandLine, type CommandLineDefinition } from '@streamforge/contracts/command-line';
import { errors, type ErrorDefinition } from '@streamforge/contracts/errors';
import { metrics, type MetricDefinition } from '@streamforge/contracts/metrics';
import { services, type ServiceDefinition } from '@streamforge/contracts/services';
import { topics, type TopicDefinition } from '@streamforge/contracts/topics';
import { HostSettings } from '@streamforge/service-host/config/host-settings';
import { z } from 'zod';

export interface Contract {
  readonly topics: Readonly<Record<string, TopicDefinition>>;
  readonly services: Readonly<Record<string, ServiceDefinition>>;
  readonly commandLine: CommandLineDefinition;
  readonly metrics: Readonly<Record<string, MetricDefinition>>;
  readonly errors: Readonly<Record<string, ErrorDefinition>>;
  readonly settings: Settings;
}

export interface Settings {
  /** Those of every host. */
  readonly host: z.ZodObject;
  /** Those of each service beside them. */
  readonly own: Readonly<Record<string, z.ZodObject>>;
}

/** A service's own settings, from the one file that declares them: a new service needs no entry here. */
const settingsOf = async (name: string): Promise<z.ZodObject> => {
  const module = await import(new URL(`../../../apps/${name}/src/config.ts`, import.meta.url).href) as Readonly<Record<string, unknown>>;
  const schema = Object.values(module).find((value) => value instanceof z.ZodObject);
  if (schema === undefined) throw new Error(`apps/${name}/src/config.ts exports no schema of settings`);
  return schema;
};

export const servicesOf = (contract: Pick<Contract, 'services'>): readonly (readonly [name: string, definition: ServiceDefinition])[] =>
  Object.entries(contract.services);

/** The contract that this checkout has. */
export const readContract = async (): Promise<Contract> => {
  const own = await Promise.all(servicesOf({ services }).map(async ([name]) => [name, await settingsOf(name)] as const));
  return { topics: topics as unknown as Contract['topics'], services, commandLine, metrics, errors, settings: { host: HostSettings, own: Object.fromEntries(own) } };
};
