import type { Comparison, Metric, Run } from './entities.ts';
import type { Registry } from './registry.ts';

type Flat = ReadonlyMap<string, unknown>;

/** `{ training: { seed: 1 } }` → `training.seed` → 1; lists stay whole. */
const flatten = (value: unknown, path = ''): readonly (readonly [string, unknown])[] => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [[path, value]];
  return Object.entries(value).flatMap(([key, member]) => flatten(member, path === '' ? key : `${path}.${key}`));
};

const keysOf = (maps: readonly Flat[]): readonly string[] => [...new Set(maps.flatMap((map) => [...map.keys()]))].toSorted();

const differs = (values: readonly unknown[]): boolean => new Set(values.map((value) => JSON.stringify(value))).size > 1;

const lastValues = (metrics: readonly Metric[]): ReadonlyMap<string, number> => new Map(metrics.map(({ key, value }) => [key, value]));

/** Puts runs beside each other: parameters where they differ, and the last value of each metric. */
export const compare = async (ids: readonly string[], { run, metrics }: Pick<Registry, 'run' | 'metrics'>): Promise<Comparison> => {
  const runs = (await Promise.all(ids.map(run))).filter((found): found is Run => found !== undefined);
  const params = runs.map((found): Flat => new Map(flatten(found.params)));
  const values = await Promise.all(runs.map(async ({ id }) => lastValues(await metrics(id))));
  const beside = <Value>(maps: readonly ReadonlyMap<string, Value>[], key: string, none: Value) => maps.map((map) => map.get(key) ?? none);
  return {
    runs,
    params: Object.fromEntries(keysOf(params).map((key) => [key, beside(params, key, null)] as const).filter(([, row]) => differs(row))),
    metrics: Object.fromEntries(keysOf(values).map((key) => [key, beside<number | null>(values, key, null)])),
  };
};
