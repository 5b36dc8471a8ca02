import { openRegistry } from '@streamforge/model-registry/registry';
import { openedOnce } from '@streamforge/service-host/opened-once';
import type { TrainerContext } from './context.ts';

/** The registry in the service's relational store; its tables are made once, and tried again where that failed. */
export const registryOf = openedOnce(({ relational }: Pick<TrainerContext, 'relational'>) => relational, ({ relational }) => openRegistry(relational));
