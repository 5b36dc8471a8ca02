import { Asset } from '@streamforge/contracts/events/asset';
import { describe, expect, it } from 'vitest';
import { applySnapshot, type SnapshotData } from '../../src/snapshot/apply.ts';
import { usualFeatures } from '../../src/snapshot/features/feature.ts';
import { fitSnapshot } from '../../src/snapshot/fit.ts';
import { findLeak } from '../../src/snapshot/leak.ts';
import { relationNames, type SnapshotOptions } from '../../src/snapshot/options.ts';
import { panelReturns, type Panel } from '../../src/snapshot/panel.ts';
import { wander } from '../wander.ts';
import { bars, closesOf, panelOf, wholeBars } from './wandering.ts';

const leader = wander(bars, 1);
const panel = panelOf(wholeBars('A', 1), wholeBars('B', 2, {}, closesOf(2, leader)), wholeBars('C', 3, {}, closesOf(3, leader)));
const assets = ['A', 'B', 'C'].map((symbol) => Asset.parse({ exchange: 'sim', symbol, base: symbol, quote: 'EUR', sector: 'all' }));
const features = [...usualFeatures, 'rank-volatility-5', 'rank-range', 'return-2'];
const options: SnapshotOptions = { history: 3, edgesPerAsset: 2, features, relations: relationNames, assets };

const honest = (bar: Panel): SnapshotData => applySnapshot(bar, fitSnapshot(bar, options));
const data = honest(panel);
const { split, relations } = data;
const nodes = 3;
const rows = [split.train.to, split.train.to + 1, split.validation.from, split.validation.to, split.test.from, 390, 398];

describe('a snapshot of every feature and relation', () => {
  it('takes no notice of what the future brings', () => {
    expect(relations.map(({ name, edges }) => [name, edges.length > 0])).toEqual(
      [['lead-lag', true], ['correlation', true], ['sector', true], ['base', false], ['quote', true], ['declared', false]]);
    const fixed = fitSnapshot(panel, options);
    for (const row of [10, 100, ...rows]) {
      // Inside the training window scale and edges see all of it, so there only features of what was fitted are compared.
      const build = row < split.train.to ? (bar: Panel): SnapshotData => applySnapshot(bar, fixed) : honest;
      expect(findLeak(build, panel, row), `after row ${row}`).toBeUndefined();
    }
  });

  /** The same data with one channel of every node taken from so many bars ahead. */
  const ahead = (bar: Panel, channel: number, steps: number): SnapshotData => {
    const known = honest(bar);
    const width = features.length;
    const planted = known.features.slice();
    for (let at = channel; at < planted.length; at += width) planted[at] = known.features[at + steps * nodes * width] ?? 0;
    return { ...known, features: planted };
  };

  it.each([...features.entries()])('is caught with a feature of the next bar in channel %d, %s', (channel, name) => {
    // An asset may keep its rank whatever its next bar brings, and a deviation may stay at its limit: one row at least tells.
    const caught = [370, 380, 390].map((row) => findLeak((bar) => ahead(bar, channel, 1), panel, row)).filter((leak) => leak !== undefined);
    expect(caught.length).toBeGreaterThan(0);
    for (const leak of caught) expect(leak).toMatchObject({ of: 'features', channel: name });
  });

  it.each([
    ['an outcome that reaches two bars ahead', (bar: Panel): SnapshotData => {
      const known = honest(bar);
      return { ...known, returns: known.returns.map((value, at) => value + (known.returns[at + nodes] ?? 0)) };
    }, { of: 'returns', row: 389, node: 0 }],
    ['a mark that knows whether a bar will come', (bar: Panel): SnapshotData => {
      const known = honest(bar);
      return { ...known, present: known.present.map((value, at) => (known.returns[at] ?? 0) > 0 ? value : 0) };
    }, { of: 'present', row: 390 }],
    ['only those assets that have a bar to the end', (bar: Panel): SnapshotData => {
      const known = honest(bar);
      const survives = (node: number): boolean => !Number.isNaN(bar.closes[bar.closes.length - nodes + node]);
      return { ...known, present: known.present.map((value, at) => survives(at % nodes) ? value : 0) };
    }, { of: 'present', node: 0 }],
    ['a scale of all bars', (bar: Panel): SnapshotData => {
      const moved = panelReturns(bar).reduce((sum, value) => sum + (Number.isNaN(value) ? 0 : Math.abs(value)), 0);
      return { ...honest(bar), deviation: Float64Array.of(moved, moved, moved) };
    }, { of: 'scale' }],
    ['a channel in deviations of all bars', (bar: Panel): SnapshotData => {
      const fitted = fitSnapshot(bar, options);
      const late = fitSnapshot(bar, { ...options, purge: 4, split: { validation: 0.04, test: 0.04 } });
      return applySnapshot(bar, { ...fitted, assets: fitted.assets.map((asset, at) => ({ ...asset, scales: late.assets[at]?.scales ?? [] })) });
    }, { of: 'features', channel: 'return-2' }],
    ['edges of all bars', (bar: Panel): SnapshotData =>
      ({ ...honest(bar), relations: fitSnapshot(bar, { ...options, split: { validation: 0.06, test: 0.06 }, purge: 4 }).relations }), { of: 'relations' }],
  ])('is caught with %s', (_what, build, leak) => {
    expect(findLeak(build, panel, leak.of === 'relations' || 'channel' in leak ? 300 : 390)).toMatchObject(leak);
  });
});
