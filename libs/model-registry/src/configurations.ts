import { canonicalJson } from '@streamforge/codec/canonical';
import type { Run } from './entities.ts';
import type { Registry } from './registry.ts';

/** More runs than a model ever has; those before would make the number larger still. */
const MOST_RUNS = 100_000;

/** What makes one configuration another: all that was chosen, save the seeds, which are drawn and not chosen. */
const nameOf = ({ training = {}, universe }: Run['params']): string => {
  const chosen = Object.entries(training as Readonly<Record<string, unknown>>).filter(([name]) => name !== 'seed' && name !== 'seeds');
  return canonicalJson([universe ?? null, Object.fromEntries(chosen)]);
};

/**
 * How many different configurations were trained for a model, this one counted: whoever tries many finds one that looks good by chance, so a
 * comparison has to know. Trainings that failed or were cancelled count too: somebody may have looked at them.
 */
export const configurationsTried = async (registry: Pick<Registry, 'runs'>, model: string, params: Run['params']): Promise<number> => {
  const runs = await registry.runs({ experiment: model, limit: MOST_RUNS });
  return new Set([nameOf(params), ...runs.filter(({ kind }) => kind === 'train').map((run) => nameOf(run.params))]).size;
};
