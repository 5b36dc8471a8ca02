/** The command line where it runs beside the services, over the same servers: what a person on call may do with it there. */
import { services, type ServiceDefinition } from './services.ts';

/** It listens nowhere, so it has no port; it is no member of any group, so records wait for no one that reads by it. */
export type CommandLineDefinition = Pick<ServiceDefinition, 'says' | 'consumes' | 'produces' | 'ports' | 'oversees' | 'runs'>;

/**
 * It asks as gateway does, in its own process: sees every topic and the position of every group, hands dead letters back, and sends what gateway
 * may send, orders to services among it. A rebuild of documents publishes the clean stream anew, as ingest does. Topics are made by others.
 */
export const commandLine: CommandLineDefinition = {
  says: 'The command line beside the services: asks, hands dead letters back, orders work, and makes stores anew.',
  consumes: {},
  produces: [...new Set([...services.gateway.produces, ...services.ingest.produces])],
  ports: ['events', 'documents', 'objects', 'relational', 'vectors'],
  oversees: true,
};
