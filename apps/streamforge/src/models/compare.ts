/** Versions of a model beside each other. */
import type { Command } from 'commander';
import type { Act } from '../command.ts';
import { UsageError } from '../complaint.ts';
import type { Colours } from '../output/colour.ts';
import { table } from '../output/table.ts';
import { get, pathOf, type Platform } from '../platform/platform.ts';
import type { VersionFacts } from './report.ts';
import { assertVersion } from './version-number.ts';

interface RunFacts {
  readonly run: { readonly params: Readonly<Record<string, unknown>> };
  readonly metrics: Readonly<Record<string, number>>;
}

interface Beside {
  readonly versions: readonly number[];
  /** Settings that differ, and measures; in the order of the versions, null where one has none. */
  readonly settings: Readonly<Record<string, readonly unknown[]>>;
  readonly metrics: Readonly<Record<string, readonly (number | null)[]>>;
}

/** Measures of all test windows together: what stands in a table that people read. */
const shownMetric = /^(?:test|backtest|shuffled\.test|comparison|study)\.|^baseline\.[^.]+\.test\.accuracy$/;

/** `streamforge models compare lag 2 3`: settings that differ, and what each version is worth. */
export const addCompare = (models: Command, act: Act): void => {
  models.command('compare').description('put versions of a model beside each other: settings that differ, and measures')
    .argument('<model>').argument('<version...>', 'two or more')
    .action(act(async ({ output, withPlatform }, _options, model: string, versions: readonly string[]) => {
      versions.forEach(assertVersion);
      if (versions.length < 2) throw new UsageError('a comparison takes two versions or more');
      output.data(await withPlatform((platform) => compared(platform, model, versions)), beside);
      return undefined;
    }));
};

const runOf = async (platform: Platform, model: string, version: string): Promise<RunFacts> => {
  const { version: { run } } = await get(platform, pathOf(['v1', 'gnn', 'models', model, 'versions', version])) as { readonly version: VersionFacts };
  return await get(platform, pathOf(['v1', 'gnn', 'runs', run])) as RunFacts;
};

/** `{ training: { seed: 1 } }` → `training.seed` → 1; lists stay whole. */
const flat = (value: unknown, path = ''): readonly (readonly [string, unknown])[] => typeof value !== 'object' || value === null || Array.isArray(value)
  ? [[path, value]]
  : Object.entries(value).flatMap(([key, member]) => flat(member, path === '' ? key : `${path}.${key}`));

const rows = <Value>(maps: readonly ReadonlyMap<string, Value>[]): readonly (readonly [string, readonly (Value | null)[]])[] =>
  [...new Set(maps.flatMap((map) => [...map.keys()]))].toSorted().map((key) => [key, maps.map((map) => map.get(key) ?? null)]);

const compared = async (platform: Platform, model: string, versions: readonly string[]): Promise<Beside> => {
  const runs = await Promise.all(versions.map((version) => runOf(platform, model, version)));
  const settings = rows(runs.map(({ run }) => new Map(flat(run.params)))).filter(([, values]) => new Set(values.map((value) => JSON.stringify(value))).size > 1);
  return {
    versions: versions.map(Number),
    settings: Object.fromEntries(settings),
    metrics: Object.fromEntries(rows(runs.map(({ metrics }) => new Map(Object.entries(metrics))))),
  };
};

const spelled = (value: unknown): string => {
  if (value === null) return '';
  if (typeof value === 'number' && !Number.isInteger(value)) return value.toFixed(4);
  return typeof value === 'string' ? value : JSON.stringify(value);
};

const beside = ({ versions, settings, metrics }: Beside, colours: Colours): string => {
  const lines = [...Object.entries(settings), ...Object.entries(metrics).filter(([key]) => shownMetric.test(key))];
  return table(lines, [
    { title: '', cell: ([key]) => key },
    ...versions.map((version, index) => ({ title: `version ${version}`, cell: ([, values]: (typeof lines)[number]) => spelled(values[index] ?? null), align: 'right' as const })),
  ], colours);
};
