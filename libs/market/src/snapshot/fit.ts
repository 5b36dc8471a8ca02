/**
 * A graph of assets as it could be known at a point in time: what scales features and which edges there are comes from the training
 * window alone and then stays, for validation, for test and for every bar after. Nothing is invented: a missing bar masks what needs it.
 */
import { StreamForgeError } from '@streamforge/contracts/errors';
import { columnsOf, profileOf, type Column } from './edges/columns.ts';
import { declaredEdges } from './edges/declared.ts';
import type { SnapshotEdge } from './edges/edge.ts';
import { correlationEdges, leadLagEdges, type EdgeRules } from './edges/seen.ts';
import { longestBars, parseFeatures } from './features/feature.ts';
import { featureValues } from './features/values.ts';
import { FEWEST_RETURNS, type FittedAsset, type FittedRelation, type FittedSnapshot, type Scale } from './fitted.ts';
import { graphHash, panelHash, snapshotHash } from './hash.ts';
import { checkOptions, type RelationName, type SnapshotOptions } from './options.ts';
import { panelReturns, rowOf, untilRow, type Panel } from './panel.ts';
import { defaultSplit, splitTimes } from './split.ts';

const FEWEST_ASSETS = 2;

/**
 * Fits scales and edges on the training window. Throws UNIVERSE_TOO_SMALL when bars or assets do not suffice,
 * REQUEST_INVALID for choices that there are not, and a RangeError for windows that can't be.
 */
export const fitSnapshot = (panel: Panel, options: SnapshotOptions): FittedSnapshot => {
  checkOptions(options);
  const { history, features: channels = ['return'], relations: names = ['lead-lag', 'correlation'] } = options;
  const rules: EdgeRules = { perAsset: options.edgesPerAsset, significance: options.significance ?? 0.01, correction: options.correction ?? 'bonferroni' };
  const rolling = { bars: options.correlationBars ?? 1_000, windows: options.correlationWindows ?? 1 };
  const split = splitTimes(panel.times, history, options.split ?? defaultSplit, options.purge ?? defaultPurge(history, channels, options));
  // Whatever is fitted is given these bars and no others. The first bars of the window’s first history are before the window.
  const seen = untilRow(panel, rowOf(panel.times, split.train.to));
  const first = Math.max(1, rowOf(panel.times, split.train.from) - history + 1);
  const columns = columnsOf(panelReturns(seen), panel.symbols.length, first, seen.times.length);
  const assets = fittedAssets(seen, first, columns, channels);
  const edgesOf = (name: RelationName): readonly SnapshotEdge[] => {
    if (name === 'lead-lag') return leadLagEdges(columns, rules);
    if (name === 'correlation') return correlationEdges(columns, rolling, rules);
    return declaredEdges(name, panel.symbols, options.assets ?? [], rules);
  };
  const relations = names.map((name): FittedRelation => ({ name, edges: edgesOf(name) }));
  const fitted = { history, channels, assets, split, dataHash: panelHash(panel), graphHash: graphHash(relations) };
  return { ...fitted, relations, snapshotHash: snapshotHash(fitted, [names.join(), rules.perAsset, rules.significance, rules.correction, rolling.bars, rolling.windows]) };
};

/** Without windows from outside, none of them sees a bar that another does. */
const defaultPurge = (history: number, channels: readonly string[], { split = defaultSplit }: SnapshotOptions): number | undefined =>
  'train' in split ? undefined : history + longestBars(channels);

/** Ranks need no scale. */
const AS_IT_IS: Scale = { mean: 0, deviation: 1 };

const fittedAssets = (seen: Panel, first: number, columns: readonly Column[], channels: readonly string[]): readonly FittedAsset[] => {
  const ofReturns = columns.map(scaleOf);
  const eligible = Uint8Array.from(ofReturns, ({ count }) => count < FEWEST_RETURNS ? 0 : 1);
  const enough = eligible.reduce((sum, each) => sum + each, 0);
  if (enough < FEWEST_ASSETS) {
    throw new StreamForgeError('UNIVERSE_TOO_SMALL',
      `${enough} of ${columns.length} assets have ${FEWEST_RETURNS} returns in the training window; ${FEWEST_ASSETS} are needed`);
  }
  const features = parseFeatures(channels);
  const measured = features.filter(({ name, ranked }) => !ranked && name !== 'return');
  const scales = new Map<string, readonly Scale[]>();
  for (const { name, values } of featureValues(seen, measured, eligible)) {
    scales.set(name, columnsOf(values, columns.length, first, seen.times.length).map(scaleOf));
  }
  const scalesOf = (asset: number): readonly Scale[] => features.slice(1).map(({ name }) => {
    const { mean, deviation } = scales.get(name)?.[asset] ?? AS_IT_IS;
    return { mean, deviation };
  });
  return ofReturns.map(({ mean, deviation, count }, asset) =>
    ({ symbol: seen.symbols[asset] as string, mean, deviation, returns: count, scales: scalesOf(asset) }));
};

const scaleOf = (column: Column): Scale & { readonly count: number } => {
  const { mean, size, moves, count } = profileOf(column);
  return { mean, deviation: moves ? size / Math.sqrt(Math.max(1, count - 1)) : 0, count };
};
