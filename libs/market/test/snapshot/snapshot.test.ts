import { describe, expect, it } from 'vitest';
import type { BarSeries } from '../../src/snapshot/panel.ts';
import { applySnapshot, type SnapshotData } from '../../src/snapshot/apply.ts';
import { fitSnapshot } from '../../src/snapshot/fit.ts';
import type { SnapshotOptions } from '../../src/snapshot/options.ts';
import { fewest, rowWindows, splitTimes, timeWindows } from '../../src/snapshot/split.ts';
import { bars, MINUTE, panelOf, START, wandering, wholeBars } from './wandering.ts';

const options = { history: 3, edgesPerAsset: 2 };
const market = panelOf(wandering('A', 1), wandering('B', 2), wandering('C', 3));
const fitted = fitSnapshot(market, options);
const data = applySnapshot(market, fitted);

/** Returns that a model sees at a row, the newest last. */
const featuresAt = ({ features, nodes, history }: SnapshotData, row: number, node: number): readonly number[] =>
  Array.from({ length: history }, (_, step) => features[(row - history + 1 + step) * nodes.length + node] as number);

describe('a split', () => {
  it('is in the order of time, with a purge that no window’s bars cross', () => {
    const { train, validation, test } = data.split;
    expect([train.from, test.to]).toEqual([3, bars - 1]);
    expect(validation.from - train.to).toBe(4);
    expect(test.from - validation.to).toBe(4);
    // The outcome of the last training bar lies before the oldest return that validation sees.
    expect(train.to - 1 + 1).toBeLessThan(validation.from - options.history + 1);
    expect((test.to - test.from) / (bars - 4)).toBeCloseTo(0.2, 2);
  });

  it('can begin where it is told', () => {
    const at = (bar: number): number => START + bar * MINUTE;
    const split = splitTimes(market.times, 3, { validationFrom: at(200), testFrom: at(300) }, 10);
    expect(split).toEqual({
      train: { from: at(3), to: at(190) }, validation: { from: at(200), to: at(290) }, test: { from: at(300), to: at(399) }, purge: 10,
    });
  });

  it('can be given as windows, such as those of a fold, and scale and edges are then of its training window', () => {
    const rows = { train: { from: 50, to: 150 }, validation: { from: 160, to: 200 }, test: { from: 220, to: 260 } };
    const windows = timeWindows(market.times, rows);
    expect(rowWindows(market.times, windows)).toEqual(rows);
    const fold = fitSnapshot(market, { ...options, split: windows });
    expect(fold.split).toEqual({ ...windows, purge: 10 });
    expect(fitSnapshot(market, { ...options, split: windows, purge: 5 }).split.purge).toBe(5);
    // The first sample of training looks back at the two returns before it, and at no more.
    const moves = Array.from({ length: 102 }, (_, index) => Math.log((market.closes[(48 + index) * 3] as number) / (market.closes[(47 + index) * 3] as number)));
    expect(fold.assets[0]?.returns).toBe(102);
    expect(fold.assets[0]?.mean).toBeCloseTo(moves.reduce((sum, each) => sum + each, 0) / 102, 12);
    expect(applySnapshot(market, fold).split).toEqual({ ...rows, purge: 10 });
  });

  it('is refused as windows that overlap, leave no purge or are too short', () => {
    const rows = { train: { from: 50, to: 150 }, validation: { from: 160, to: 200 }, test: { from: 220, to: 260 } };
    const split = (changed: Partial<typeof rows>): unknown => splitTimes(market.times, 3, timeWindows(market.times, { ...rows, ...changed }));
    expect(() => split({ validation: { from: 140, to: 200 } })).toThrow('not in the order of time');
    expect(() => split({ validation: { from: 153, to: 200 } })).toThrow('purge of 3 bars');
    expect(() => split({ test: { from: 220, to: 225 } })).toThrow(expect.objectContaining({ code: 'UNIVERSE_TOO_SMALL' }));
    expect(() => split({ train: { from: 150, to: 50 } })).toThrow(expect.objectContaining({ code: 'UNIVERSE_TOO_SMALL' }));
  });

  it('is refused where a window would be too short, and says what is needed', () => {
    expect(() => splitTimes(market.times.subarray(0, 80), 3, { validation: 0.15, test: 0.2 })).toThrow(
      expect.objectContaining({ code: 'UNIVERSE_TOO_SMALL', message: expect.stringContaining(`needs ${fewest.train}`) }));
    expect(() => splitTimes(new Float64Array(0), 3, { validation: 0.15, test: 0.2 })).toThrow(
      expect.objectContaining({ code: 'UNIVERSE_TOO_SMALL' }));
    expect(() => splitTimes(market.times, 3, { validation: 0.15, test: 0.2 }, 3)).toThrow('overlap');
  });
});

describe('a snapshot', () => {
  it('has the last returns of each asset in deviations of the training window, and the next return as outcome', () => {
    const close = (bar: number, node: number): number => market.closes[bar * 3 + node] as number;
    const move = (bar: number, node: number): number => Math.log(close(bar, node) / close(bar - 1, node));
    const known = Array.from({ length: data.split.train.to - 1 }, (_, index) => move(index + 1, 1));
    const mean = known.reduce((sum, each) => sum + each, 0) / known.length;
    const deviation = Math.sqrt(known.reduce((sum, each) => sum + (each - mean) ** 2, 0) / (known.length - 1));
    for (const [index, value] of featuresAt(data, 350, 1).entries()) {
      expect(value).toBeCloseTo((move(348 + index, 1) - mean) / deviation, 4);
    }
    expect(data.returns[350 * 3 + 1]).toBeCloseTo(move(351, 1), 7);
    expect(data.returns[399 * 3 + 1]).toBeNaN();
    expect(data.present[399 * 3 + 1]).toBe(1);
    expect([data.present[2 * 3], data.present[3 * 3]]).toEqual([0, 1]);
  });

  it('masks what a missing bar leaves unknown, and nothing else', () => {
    const holed = applySnapshot(panelOf(wandering('A', 1), wandering('B', 2, { without: [200] }), wandering('C', 3)), fitted);
    const rows = Array.from({ length: bars }, (_, row) => row);
    expect(rows.filter((row) => row > 3 && holed.present[row * 3 + 1] === 0)).toEqual([200, 201, 202, 203]);
    expect(rows.filter((row) => row < 399 && Number.isNaN(holed.returns[row * 3 + 1]))).toEqual([199, 200]);
    expect(featuresAt(holed, 202, 1).slice(0, 2)).toEqual([0, 0]);
    for (const node of [0, 2]) {
      for (const row of rows) expect(featuresAt(holed, row, node)).toEqual(featuresAt(data, row, node));
    }
  });

  it('gives newer bars the features of the old scale and graph', () => {
    const early = panelOf(wandering('A', 1, { until: 300 }), wandering('B', 2, { until: 300 }), wandering('C', 3, { until: 300 }));
    const frozen = fitSnapshot(early, options);
    const [then, later] = [applySnapshot(early, frozen), applySnapshot(market, frozen)];
    expect(later.features.subarray(0, then.features.length)).toEqual(then.features);
    expect(later.split).toEqual(then.split);
    expect(later.times).toHaveLength(400);
    const two = panelOf(wandering('A', 1, { first: 290 }), wandering('B', 2, { first: 290 }));
    const tail = applySnapshot(two, JSON.parse(JSON.stringify(frozen)) as typeof frozen);
    expect(featuresAt(tail, 50, 1)).toEqual(featuresAt(later, 340, 1));
    expect([tail.present[50 * 3 + 1], tail.present[50 * 3 + 2]]).toEqual([1, 0]);
  });

  it('never takes an asset as a sample that training hardly knew, and stays finite where a price never moved', () => {
    const still: BarSeries = { ...wandering('S', 1), closes: Array.from({ length: bars }, () => 5) };
    const odd = panelOf(wandering('A', 1), wandering('B', 2), wandering('N', 3, { first: 240 }), still);
    const fit = fitSnapshot(odd, options);
    const { nodes, present, features, deviation, relations } = applySnapshot(odd, fit);
    expect(nodes).toEqual(['A', 'B', 'N', 'S']);
    expect(present.filter((_, at) => at % 4 === 2)).toEqual(new Uint8Array(bars));
    expect(deviation[3]).toBe(0);
    expect(featuresAt({ ...data, nodes, features }, 350, 3)).toEqual([0, 0, 0]);
    expect(features.every(Number.isFinite)).toBe(true);
    expect(relations.flatMap(({ edges }) => edges).filter(({ from, to }) => from >= 2 || to >= 2)).toEqual([]);
  });

  it('is refused of fewer than two assets that training knew, and of none', () => {
    expect(() => fitSnapshot(panelOf(wandering('A', 1)), options)).toThrow(expect.objectContaining({ code: 'UNIVERSE_TOO_SMALL' }));
    expect(() => fitSnapshot(panelOf(), options)).toThrow(expect.objectContaining({ code: 'UNIVERSE_TOO_SMALL' }));
    expect(() => fitSnapshot(panelOf(wandering('A', 1), wandering('N', 3, { first: 250 })), options)).toThrow(
      expect.objectContaining({ code: 'UNIVERSE_TOO_SMALL', message: expect.stringContaining('1 of 2 assets') }));
  });

  it.each<[string, Partial<SnapshotOptions>]>([
    ['history of 0', { history: 0 }], ['-1 edges', { edgesPerAsset: -1 }], ['significance of NaN', { significance: Number.NaN }],
    ['correlation of 20 bars', { correlationBars: 20 }], ['0.5 windows', { correlationWindows: 0.5 }],
    ['there is not', { relations: JSON.parse('["lead-lag", "gravity"]') as SnapshotOptions['relations'] & object }], ['comes twice', { relations: ['sector', 'sector'] }],
  ])('is refused with a %s, and says so', (says, choice) => {
    expect(() => fitSnapshot(market, { ...options, ...choice })).toThrow(expect.objectContaining({ code: 'REQUEST_INVALID', message: expect.stringContaining(says) }));
  });

  it('is named by its bars, by its edges, and by all that went into it', () => {
    expect(fitSnapshot(panelOf(wandering('C', 3), wandering('A', 1), wandering('B', 2)), options)).toEqual(fitted);
    const other = fitSnapshot(panelOf(wandering('A', 1), wandering('B', 2), wandering('C', 3, { without: [398] })), options);
    expect(other.dataHash).not.toBe(fitted.dataHash);
    expect(other.graphHash).toBe(fitted.graphHash);
    expect(other.snapshotHash).not.toBe(fitted.snapshotHash);
    const hashes = [fitted.dataHash, fitted.graphHash, fitted.snapshotHash];
    expect(hashes).toEqual(hashes.map(() => expect.stringMatching(/^[0-9a-f]{64}$/)));
  });

  it('is named by every column of its bars, whether a feature looks at it or not', () => {
    const whole = wholeBars('A', 1);
    const names = (['opens', 'highs', 'lows', 'volumes'] as const).map((column) => {
      const other = { ...whole, [column]: Array.from(whole[column] ?? [], (value, bar) => bar === 7 ? 2 * value : value) };
      return fitSnapshot(panelOf(other, wholeBars('B', 2)), options).dataHash;
    });
    expect(new Set([...names, fitSnapshot(panelOf(whole, wholeBars('B', 2)), options).dataHash]).size).toBe(5);
  });

  it('counts no feature as more than eight deviations', () => {
    const crash = wandering('A', 1);
    const closes = Array.from(crash.closes, (close, bar) => bar < 350 ? close : close / 3);
    const { features, returns } = applySnapshot(panelOf({ ...crash, closes }, wandering('B', 2), wandering('C', 3)), fitted);
    expect(features[350 * 3]).toBe(-8);
    expect(returns[349 * 3]).toBeLessThan(-1);
  });

  it('has another name for every other choice', () => {
    const choices: readonly Partial<SnapshotOptions>[] = [
      {}, { history: 4 }, { edgesPerAsset: 1 }, { features: ['return', 'return-5'] }, { features: ['return', 'volatility-5'] }, { significance: 0.05 },
      { correction: 'benjamini-hochberg' }, { correlationBars: 100 }, { correlationWindows: 2 }, { relations: ['lead-lag'] },
      { relations: ['correlation', 'lead-lag'] }, { relations: ['lead-lag', 'correlation', 'sector'] }, { purge: 9 }, { split: { validation: 0.2, test: 0.2 } },
    ];
    const names = choices.map((choice) => fitSnapshot(market, { ...options, ...choice }).snapshotHash);
    expect(new Set(names).size).toBe(choices.length);
  });
});
