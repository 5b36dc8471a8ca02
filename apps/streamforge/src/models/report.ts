/** What a training came to: the model beside its baselines, and the verdict. */
import type { Colours } from '../output/colour.ts';
import { count, instant, percent } from '../output/figures.ts';
import { printable } from '../output/table.ts';
import { get, pathOf, type Platform } from '../platform/platform.ts';
import { whole } from '../platform/pages.ts';

export interface VersionFacts {
  readonly model: string;
  readonly version: number;
  readonly run: string;
  readonly sha256: string;
  readonly trainedFrom: number;
  readonly trainedTo: number;
  readonly accuracy: number;
  readonly baseline: { readonly name: string; readonly accuracy: number };
  readonly better: boolean;
  readonly verdict: string;
  readonly createdAt: number;
}

export interface RegisteredFacts {
  readonly name: string;
  readonly versions: number;
  readonly newest: number | null;
  readonly champion: number | null;
}

export interface Score {
  readonly name: string;
  readonly accuracy: number;
}

export interface Report {
  readonly version: VersionFacts;
  readonly champion: boolean;
  /** Test samples. */
  readonly samples: number | null;
  /** On the same samples, best first. */
  readonly baselines: readonly Score[];
}

const BASELINE = /^baseline\.(.+)\.test\.accuracy$/;

/** Accuracies of the baselines among a run's metrics, best first. */
export const baselinesIn = (metrics: Readonly<Record<string, number>>): readonly Score[] => Object.entries(metrics)
  .flatMap(([key, accuracy]) => {
    const name = BASELINE.exec(key)?.[1];
    return name === undefined ? [] : [{ name, accuracy }];
  })
  .toSorted((a, b) => b.accuracy - a.accuracy);

/** The report of the version that a run made. */
export const reportOf = async (platform: Platform, model: string, run: string): Promise<Report | undefined> => {
  const { model: registered } = await get(platform, pathOf(['v1', 'gnn', 'models', model])) as { readonly model: RegisteredFacts };
  const versions = await whole(platform, ['v1', 'gnn', 'models', model], 'versions', { limit: 500 }) as unknown as readonly VersionFacts[];
  const version = versions.find((each) => each.run === run);
  if (version === undefined) return undefined;
  const { metrics } = await get(platform, pathOf(['v1', 'gnn', 'runs', run])) as { readonly metrics: Readonly<Record<string, number>> };
  return { version, champion: registered.champion === version.version, samples: metrics['test.samples'] ?? null, baselines: baselinesIn(metrics) };
};

export const reportLines = ({ version, champion, samples, baselines }: Report, colours: Colours): string => {
  const shown = baselines.length > 0 ? baselines : [version.baseline];
  const width = Math.max(version.model.length, ...shown.map(({ name }) => name.length));
  const line = ({ name, accuracy }: Score): string => `  ${printable(name).padEnd(width)}  ${percent(accuracy, { digits: 2 }).padStart(8)}`;
  return [
    `${colours.strong(`${version.model} version ${version.version}`)}${champion ? ', champion' : ''}, trained on ${instant(version.trainedFrom)} to ${instant(version.trainedTo)}`,
    `direction named right${samples === null ? '' : `, of ${count(samples)} test samples`}`,
    colours.strong(line({ name: version.model, accuracy: version.accuracy })),
    ...shown.map(line),
    `${version.better ? colours.good('better') : colours.warn('not better')}  ${printable(version.verdict)}`,
  ].join('\n');
};
