import { describe, expect, it } from 'vitest';
import { findLeak } from '../../src/snapshot/leak.ts';
import { alignBars, panelReturns, type Panel } from '../../src/snapshot/panel.ts';
import { applySnapshot, type SnapshotData } from '../../src/snapshot/apply.ts';
import { fitSnapshot } from '../../src/snapshot/fit.ts';
import { wander } from '../wander.ts';

const MINUTE = 60_000;
const bars = 400;
const leader = wander(bars, 9);
const panel = alignBars(['A', 'B', 'C'].map((symbol, asset) => {
  let price = 100;
  const own = wander(bars, asset + 1);
  const closes = Array.from(own, (move, bar) => {
    price *= Math.exp(0.01 * (asset === 0 ? leader[bar] as number : move + (leader[bar - 1] ?? 0)));
    return price;
  });
  return { symbol, openTimes: closes.map((_, bar) => bar * MINUTE), closes };
}), { interval: '1m', calendar: '24/7' });

const options = { history: 3, edgesPerAsset: 2 };
const honest = (bar: Panel): SnapshotData => applySnapshot(bar, fitSnapshot(bar, options));
const { split, relations } = honest(panel);
const rows = [split.train.to, split.train.to + 1, split.validation.from, split.validation.to, split.test.from, 390, 398];

describe('a snapshot', () => {
  it('takes no notice of what the future brings', () => {
    expect(relations[0]?.edges.length).toBeGreaterThan(0);
    for (const row of [10, 100, ...rows]) {
      const fixed = fitSnapshot(panel, options);
      // Inside the training window scale and edges see all of it, so there only features of what was fitted are compared.
      const build = row < split.train.to ? (bar: Panel): SnapshotData => applySnapshot(bar, fixed) : honest;
      expect(findLeak(build, panel, row), `after row ${row}`).toBeUndefined();
    }
  });

  it.each([
    ['a feature that is the next return', (bar: Panel): SnapshotData => {
      const data = honest(bar);
      const returns = panelReturns(bar);
      return { ...data, features: data.features.map((value, at) => returns[at + 3] ?? value) };
    }, { of: 'features', row: 390, node: 0 }],
    ['an outcome that reaches two bars ahead', (bar: Panel): SnapshotData => {
      const data = honest(bar);
      return { ...data, returns: data.returns.map((value, at) => value + (data.returns[at + 3] ?? 0)) };
    }, { of: 'returns', row: 389, node: 0 }],
    ['a mark that knows whether a bar will come', (bar: Panel): SnapshotData => {
      const data = honest(bar);
      return { ...data, present: data.present.map((value, at) => (data.returns[at] ?? 0) > 0 ? value : 0) };
    }, { of: 'present', row: 390 }],
    ['a scale of all bars', (bar: Panel): SnapshotData => {
      const returns = panelReturns(bar).filter((value) => !Number.isNaN(value));
      return { ...honest(bar), deviation: Float64Array.of(...[0, 1, 2].map(() => Math.max(...returns))) };
    }, { of: 'scale' }],
    ['edges of all bars', (bar: Panel): SnapshotData => {
      const late = fitSnapshot(bar, { ...options, split: { validation: 0.06, test: 0.06 } });
      return { ...honest(bar), relations: late.relations };
    }, { of: 'relations' }],
  ])('is caught with %s', (_what, build, leak) => {
    const row = leak.of === 'relations' ? 300 : 390;
    expect(findLeak(build, panel, row)).toMatchObject(leak);
  });
});
