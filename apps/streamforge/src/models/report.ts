/** What a training came to: the model beside its baselines, and the verdict. */
import type { ModelVersion, RegisteredModel } from '@streamforge/model-registry/entities';
import type { Colours } from '../output/colour.ts';
import { count, instant, percent } from '../output/figures.ts';
import { printable } from '../output/table.ts';
import { get, pathOf, type Platform } from '../platform/platform.ts';
import { whole } from '../platform/pages.ts';

/** A version as the platform answers it. */
export type VersionFacts = Omit<ModelVersion, 'prefix'>;

export interface Score {
  readonly name: string;
  readonly accuracy: number;
  /** Mean correlation of expected and actual returns, and what the backtest kept after costs; null where the run has none. */
  readonly ic: number | null;
  readonly net: number | null;
}

type Metrics = Readonly<Record<string, number>>;

export interface Report {
  readonly version: VersionFacts;
  readonly champion: boolean;
  /** Test samples. */
  readonly samples: number | null;
  readonly model: Score;
  /** On the same samples, best first. */
  readonly baselines: readonly Score[];
  /** The same network on a shuffled graph: what the edges are worth. */
  readonly shuffled: Score | null;
  /** What was tried for the model until then; null in runs that did not count. */
  readonly study: { readonly folds: number; readonly seeds: number; readonly configurations: number } | null;
}

const BASELINE = /^baseline\.(.+)\.test\.accuracy$/;

const scoreOf = (metrics: Metrics, name: string, accuracy: number, prefix: string): Score =>
  ({ name, accuracy, ic: metrics[`${prefix}test.ic`] ?? null, net: metrics[`${prefix}backtest.net`] ?? null });

/** What a run’s metrics say of a version: its scores beside those of the baselines, best first. */
export const judgedBy = (metrics: Metrics, { model, accuracy }: VersionFacts): Pick<Report, 'samples' | 'model' | 'baselines' | 'shuffled' | 'study'> => {
  const { 'shuffled.test.accuracy': shuffled, 'study.folds': folds, 'study.seeds': seeds, 'study.configurations': configurations } = metrics;
  return {
    samples: metrics['test.samples'] ?? null,
    model: scoreOf(metrics, model, accuracy, ''),
    baselines: Object.entries(metrics).flatMap(([key, value]) => {
      const name = BASELINE.exec(key)?.[1];
      return name === undefined ? [] : [scoreOf(metrics, name, value, `baseline.${name}.`)];
    }).toSorted((a, b) => b.accuracy - a.accuracy),
    shuffled: shuffled === undefined ? null : scoreOf(metrics, 'shuffled graph', shuffled, 'shuffled.'),
    study: folds === undefined || seeds === undefined || configurations === undefined ? null : { folds, seeds, configurations },
  };
};

/** The report of the version that a run made. */
export const reportOf = async (platform: Platform, model: string, run: string): Promise<Report | undefined> => {
  const { model: registered } = await get(platform, pathOf(['v1', 'gnn', 'models', model])) as { readonly model: RegisteredModel };
  const versions = await whole(platform, ['v1', 'gnn', 'models', model], 'versions', { limit: 500 }) as unknown as readonly VersionFacts[];
  const version = versions.find((each) => each.run === run);
  if (version === undefined) return undefined;
  const { metrics } = await get(platform, pathOf(['v1', 'gnn', 'runs', run])) as { readonly metrics: Readonly<Record<string, number>> };
  return { version, champion: registered.champion === version.version, ...judgedBy(metrics, version) };
};

const times = (number: number, what: string): string => `${count(number)} ${what}${number === 1 ? '' : 's'}`;

const studyLine = ({ folds, seeds, configurations }: NonNullable<Report['study']>): string =>
  `judged on ${times(folds, 'fold')} with ${times(seeds, 'seed')}; ${times(configurations, 'configuration')} tried until then`;

const earned = (net: number): string => `${net < 0 ? 'lost' : 'made'} ${percent(Math.abs(net), { digits: 2 })}`;

/** What is left of it once trades are paid for, beside the verdict: a model may be better and lose all the same. None where nothing was traded. */
const costLine = ({ net }: Score, others: readonly Score[]): readonly string[] => {
  if (net === null) return [];
  const best = others.reduce<Score | undefined>((most, score) => score.net !== null && score.net > (most?.net ?? -Infinity) ? score : most, undefined);
  const beside = best === undefined || best.net === null ? '' : `; of its baselines ${printable(best.name)} did best and ${earned(best.net)}`;
  return [`after costs the backtest ${earned(net)}${beside}`];
};

/** A version’s scores beside its baselines, its backtest and the verdict, for a terminal. */
export const reportLines = ({ version, champion, samples, model, baselines, shuffled, study }: Report, colours: Colours): string => {
  const others = baselines.length > 0 ? baselines : [{ ...version.baseline, ic: null, net: null }];
  const rows = [model, ...others, ...shuffled === null ? [] : [shuffled]];
  const width = Math.max(...rows.map(({ name }) => name.length));
  const measured = rows.some(({ ic, net }) => ic !== null || net !== null);
  const further = ({ ic, net }: Score): string => measured ? `${(ic?.toFixed(4) ?? '').padStart(10)}${(net === null ? '' : percent(net, { digits: 2 })).padStart(12)}` : '';
  const line = (score: Score): string => `  ${printable(score.name).padEnd(width)}  ${percent(score.accuracy, { digits: 2 }).padStart(8)}${further(score)}`.trimEnd();
  return [
    `${colours.strong(`${version.model} version ${version.version}`)}${champion ? ', champion' : ''}, trained on ${instant(version.trainedFrom)} to ${instant(version.trainedTo)}`,
    `direction named right${samples === null ? '' : `, of ${count(samples)} test samples`}${measured ? '; IC; backtest after costs' : ''}`,
    colours.strong(line(model)),
    ...[...others, ...shuffled === null ? [] : [shuffled]].map(line),
    ...study === null ? [] : [studyLine(study)],
    `${version.better ? colours.good('better') : colours.warn('not better')}  ${printable(version.verdict)}`,
    ...costLine(model, baselines),
  ].join('\n');
};
