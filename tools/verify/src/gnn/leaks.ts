/** The leak test over real and simulated markets, as they are and with the future planted in them. */
import { applySnapshot, type SnapshotData } from '@streamforge/market/snapshot/apply';
import { usualFeatures } from '@streamforge/market/snapshot/features/feature';
import { fitSnapshot } from '@streamforge/market/snapshot/fit';
import { findLeak, type Leak } from '@streamforge/market/snapshot/leak';
import type { SnapshotOptions } from '@streamforge/market/snapshot/options';
import type { Panel } from '@streamforge/market/snapshot/panel';
import { rowWindows } from '@streamforge/market/snapshot/split';

const options: SnapshotOptions = { history: 5, edgesPerAsset: 3 };

/** Leaks of a snapshot of all usual features and seen relations: at the end of training, in validation and in test. */
export const leaksIn = (panel: Panel): readonly Leak[] => {
  const build = (bars: Panel): SnapshotData => applySnapshot(bars, fitSnapshot(bars, { ...options, features: usualFeatures }));
  const { train, validation, test } = rowWindows(panel.times, fitSnapshot(panel, options).split);
  return [train.to, validation.from, test.from + 1].flatMap((row) => findLeak(build, panel, row) ?? []);
};

/** What the leak test says where each return is that of the next bar. */
export const plantedLeak = (panel: Panel): Leak | undefined => findLeak((bars) => {
  const known = applySnapshot(bars, fitSnapshot(bars, options));
  const nodes = known.nodes.length;
  return { ...known, features: known.features.map((_, at) => known.features[at + nodes] ?? 0) };
}, panel, rowWindows(panel.times, fitSnapshot(panel, options).split).test.from);
