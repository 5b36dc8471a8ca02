import { serviceOf } from '@streamforge/contracts/services';
import type { DefinedService, Ports } from './service.ts';

const known: readonly (keyof Ports)[] = ['events', 'documents', 'objects', 'relational', 'vectors'];

/** The ports that the contract grants to any of the services; a host connects these and no others. */
export const neededBy = (services: readonly DefinedService[]): readonly (keyof Ports)[] =>
  known.filter((port) => services.some(({ name }) => serviceOf(name).ports.some((granted) => granted === port)));
