import { openRegistry, type Registry } from '@streamforge/model-registry/registry';
import type { TrainerContext } from './context.ts';

const opened = new WeakMap<object, Promise<Registry>>();

/** The registry in the service's relational store; its tables are made once, and tried again where that failed. */
export const registryOf = ({ relational }: Pick<TrainerContext, 'relational'>): Promise<Registry> => {
  const known = opened.get(relational);
  if (known !== undefined) return known;
  const opening = openRegistry(relational);
  opened.set(relational, opening);
  opening.catch(() => opened.delete(relational));
  return opening;
};
