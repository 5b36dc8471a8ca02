import { describe, expect, it } from 'vitest';
import { applySnapshot, type SnapshotData } from '../../src/snapshot/apply.ts';
import { barsNeeded, fieldsOf, longestBars, looksAcross, parseFeature, usualFeatures } from '../../src/snapshot/features/feature.ts';
import { ranksOf } from '../../src/snapshot/features/ranks.ts';
import { featureValues } from '../../src/snapshot/features/values.ts';
import { fitSnapshot } from '../../src/snapshot/fit.ts';
import { panelReturns, type Panel } from '../../src/snapshot/panel.ts';
import { bars, panelOf, wandering, wholeBars } from './wandering.ts';

const market = panelOf(wholeBars('A', 1), wholeBars('B', 2), wholeBars('C', 3));
const [A, B] = [0, 1];
const options = { history: 3, edgesPerAsset: 2, features: usualFeatures };

const valuesOf = (panel: Panel, name: string, eligible = panel.symbols.map(() => 1)): Float64Array => {
  const [first] = featureValues(panel, [parseFeature(name)], Uint8Array.from(eligible));
  return first?.values ?? new Float64Array(0);
};

/** What `column` says of asset A in the five bars up to and with bar 100. */
const five = (column: Float64Array | undefined): readonly number[] => Array.from({ length: 5 }, (_, back) => column?.[(96 + back) * 3 + A] as number);
const mean = (values: readonly number[]): number => values.reduce((sum, each) => sum + each, 0) / values.length;
const at100 = (name: string): number => valuesOf(market, name)[100 * 3 + A] as number;

describe('a feature', () => {
  const moves = five(panelReturns(market));

  it('return-5 is the log return over five bars', () => {
    expect(at100('return-5')).toBeCloseTo(Math.log((market.closes[100 * 3] as number) / (market.closes[95 * 3] as number)), 12);
    expect(at100('return')).toBe(moves[4]);
  });

  it('volatility-5 is the logarithm of the sample deviation of five returns', () => {
    const variance = moves.reduce((sum, each) => sum + (each - mean(moves)) ** 2, 0) / 4;
    expect(at100('volatility-5')).toBeCloseTo(Math.log(Math.sqrt(variance)), 12);
  });

  it('volume-5 is ln(1 + volume / mean volume) of five bars', () => {
    const volumes = five(market.volumes);
    expect(at100('volume-5')).toBeCloseTo(Math.log(1 + (volumes[4] as number) / mean(volumes)), 12);
  });

  it('range-5 is the logarithm of the mean of ln(high / low) of five bars', () => {
    const [highs, lows] = [five(market.highs), five(market.lows)];
    expect(at100('range-5')).toBeCloseTo(Math.log(mean(highs.map((high, bar) => Math.log(high / (lows[bar] as number))))), 12);
  });

  it('rank-… is where the asset stands among the others, with mean 0 and variance near 1', () => {
    const last = [5, 5, 100, Number.NaN, -3, 5, 1, 2];
    const root = Math.sqrt(3);
    const ranked = (values: readonly number[], assets: number): readonly number[] => {
      const into = new Float64Array(values.length);
      ranksOf(Float64Array.from(values), assets, into);
      return [...into];
    };
    expect(ranked(last, 4).map((rank) => Number((rank / root).toFixed(3)))).toEqual([-0.333, -0.333, 0.667, Number.NaN, -0.75, 0.75, -0.25, 0.25]);
    expect(ranked([Number.NaN, 7], 2)).toEqual([Number.NaN, Number.NaN]);
    const [returns, ranks] = [valuesOf(market, 'return-5'), valuesOf(market, 'rank-return-5')];
    for (const row of [5, 100, 399]) {
      const order = [0, 1, 2].toSorted((a, b) => (returns[row * 3 + a] as number) - (returns[row * 3 + b] as number));
      expect(order.map((asset) => ranks[row * 3 + asset])).toEqual([-2 / 3, 0, 2 / 3].map((place) => expect.closeTo(place * root, 9)));
    }
    // One that is not eligible is not among the others.
    expect([...valuesOf(market, 'rank-return', [1, 1, 0]).subarray(300, 303)].map((rank) => Math.abs(rank) / root)).toEqual(
      [expect.closeTo(0.5, 9), expect.closeTo(0.5, 9), Number.NaN]);
  });

  it.each(usualFeatures)('%s is the same from the newest bars alone', (name) => {
    const needed = barsNeeded({ history: 1, channels: [...new Set(['return', name])] });
    const newest = (symbol: string, seed: number): ReturnType<typeof wholeBars> => wholeBars(symbol, seed, { first: bars - needed });
    const few = panelOf(newest('A', 1), newest('B', 2), newest('C', 3));
    expect(few.times).toHaveLength(needed);
    expect(valuesOf(few, name).slice(-3)).toEqual(valuesOf(market, name).slice(-3));
    expect(valuesOf(few, name).slice(-3).some(Number.isNaN)).toBe(false);
  });

  it.each(usualFeatures)('%s is not known over a missing bar, and known again as soon as it can be', (name) => {
    const { bars: back, kind } = parseFeature(name);
    const holed = panelOf(wholeBars('A', 1), wholeBars('B', 2, { without: [200] }), wholeBars('C', 3));
    const [values, whole] = [valuesOf(holed, name), valuesOf(market, name)];
    const unknown = Array.from({ length: bars }, (_, row) => row).filter((row) => row > 30 && Number.isNaN(values[row * 3 + B]));
    const ofReturns = kind === 'return' || kind === 'volatility';
    expect(unknown).toEqual(Array.from({ length: back + (ofReturns ? 1 : 0) }, (_, index) => 200 + index));
    if (!name.startsWith('rank')) {
      for (const [at, value] of values.entries()) if (!Number.isNaN(value)) expect(value).toBe(whole[at]);
    }
  });

  it('is not known over a bar that all assets miss', () => {
    const without = [200];
    const holed = panelOf(wholeBars('A', 1, { without }), wholeBars('B', 2, { without }));
    expect(holed.times).toHaveLength(bars - 1);
    const unknown = (name: string): readonly number[] => [...valuesOf(holed, name).keys()].filter((at) => at >= 2 * 50 && at % 2 === 0 && Number.isNaN(valuesOf(holed, name)[at])).map((at) => at / 2);
    expect(unknown('volume-3')).toEqual([200, 201]);
    expect(unknown('return-3')).toEqual([200, 201, 202]);
  });

  it('stays finite where a price rests and nothing is traded', () => {
    const still = { ...wholeBars('A', 1), closes: Array.from({ length: bars }, () => 5), highs: Array.from({ length: bars }, () => 5), lows: Array.from({ length: bars }, () => 5), volumes: Array.from({ length: bars }, () => 0) };
    const panel = panelOf(still, wholeBars('B', 2), wholeBars('C', 3));
    const data = applySnapshot(panel, fitSnapshot(panel, options));
    expect(data.features.every(Number.isFinite)).toBe(true);
    expect(data.present[350 * 3]).toBe(1);
    expect(valuesOf(panel, 'volume-5')[300]).toBe(0);
    expect(valuesOf(panel, 'volatility-5')[300]).toBe(valuesOf(panel, 'range-5')[300]);
  });

  it('is not known of a bar that can’t be', () => {
    const odd = wholeBars('A', 1);
    const [highs, volumes] = [Array.from(odd.highs ?? []), Array.from(odd.volumes ?? [])];
    highs[200] = 1e-9;
    [volumes[210], volumes[211]] = [-1, Infinity];
    const panel = panelOf({ ...odd, highs, volumes }, wholeBars('B', 2));
    expect([valuesOf(panel, 'range')[400], valuesOf(panel, 'volume-2')[2 * 210], valuesOf(panel, 'volume-2')[2 * 212]]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
  });

  it.each([
    ['there is none', 'momentum-5'], ['it needs more bars', 'volatility'], ['it looks back too far', 'return-501'], ['it has no bars', 'return-0'],
    ['its rank has a rank', 'rank-rank-return'], ['it has another case', 'Return'],
  ])('is refused where %s', (_why, name) => {
    expect(() => parseFeature(name)).toThrow(expect.objectContaining({ code: 'REQUEST_INVALID' }));
  });

  it('is refused where the bars don’t have what it needs, says what, and where channels don’t begin with the return', () => {
    const closes = panelOf(wandering('A', 1), wandering('B', 2));
    const fit = (...features: readonly string[]): unknown => fitSnapshot(closes, { ...options, features });
    expect(() => fit('return', 'volume-5')).toThrow(expect.objectContaining({ code: 'REQUEST_INVALID', message: expect.stringContaining('needs volumes') }));
    expect(() => fit('return', 'range-5')).toThrow('needs lows');
    for (const wrong of [['return-5'], [], ['return', 'return-5', 'return-5']]) {
      expect(() => fit(...wrong)).toThrow(expect.objectContaining({ code: 'REQUEST_INVALID' }));
    }
  });

  it('says which bars it looks at', () => {
    expect(fieldsOf(['return', 'rank-volatility-20'])).toEqual([]);
    expect(fieldsOf(['return', 'range', 'rank-volume-2'])).toEqual(['highs', 'lows', 'volumes']);
    expect([longestBars(['return']), longestBars(usualFeatures)]).toEqual([1, 20]);
    expect(barsNeeded({ history: 5, channels: ['return'] })).toBe(6);
    expect([looksAcross(['return', 'volume-5']), looksAcross(['return', 'rank-volume-5'])]).toEqual([false, true]);
  });
});

describe('a snapshot of many channels', () => {
  const fitted = fitSnapshot(market, options);
  const data = applySnapshot(market, fitted);
  const channelsOf = ({ features, channels }: SnapshotData, at: number): readonly number[] => [...features.subarray(at * channels.length, (at + 1) * channels.length)];

  it('has each in deviations of its own training window, and ranks as they are', () => {
    const { from, to } = data.split.train;
    for (const [channel, name] of usualFeatures.entries()) {
      const values = valuesOf(market, name);
      const scaled = Array.from({ length: to - from }, (_, index) => channelsOf(data, (from + index) * 3 + B)[channel] as number).slice(20);
      const known = Array.from({ length: to - 1 }, (_, index) => values[(1 + index) * 3 + B] as number).filter((value) => !Number.isNaN(value));
      const deviation = Math.sqrt(known.reduce((sum, each) => sum + (each - mean(known)) ** 2, 0) / (known.length - 1));
      const raw = values[300 * 3 + B] as number;
      const due = name.startsWith('rank-') ? raw : (raw - mean(known)) / deviation;
      expect(channelsOf(data, 300 * 3 + B)[channel], name).toBeCloseTo(due, 4);
      expect(Math.abs(mean(scaled)), name).toBeLessThan(0.35);
    }
    expect(fitted.split.purge).toBe(3 + 20);
  });

  it('knows a sample once every channel is known for the whole history', () => {
    const first = Array.from({ length: bars }, (_, row) => row).find((row) => data.present[row * 3] === 1);
    // The first return is of bar 1, the first return-20 of bar 20, and two more make a history of three.
    expect(first).toBe(22);
    const plain = applySnapshot(market, fitSnapshot(market, { history: 3, edgesPerAsset: 2, purge: 23 }));
    expect(Array.from({ length: bars }, (_, row) => row).find((row) => plain.present[row * 3] === 1)).toBe(3);
    expect(channelsOf(data, 100 * 3)[0]).toBe(channelsOf(plain, 100 * 3)[0]);
  });

  it('gives newer bars the very same features, as JSON and all', () => {
    const newest = (symbol: string, seed: number): ReturnType<typeof wholeBars> => wholeBars(symbol, seed, { first: bars - barsNeeded(fitted) });
    const few = applySnapshot(panelOf(newest('C', 3), newest('A', 1), newest('B', 2)), JSON.parse(JSON.stringify(fitted)) as typeof fitted);
    const last = few.times.length - 1;
    for (const node of [0, 1, 2]) {
      expect(few.present[last * 3 + node]).toBe(1);
      for (const back of [0, 1, 2]) expect(channelsOf(few, (last - back) * 3 + node)).toEqual(channelsOf(data, (bars - 1 - back) * 3 + node));
    }
  });

  it('leaves an asset that it was not fitted on out of the ranks', () => {
    const more = panelOf(wholeBars('A', 1), wholeBars('AA', 9), wholeBars('B', 2), wholeBars('C', 3));
    expect(applySnapshot(more, fitted).features).toEqual(data.features);
  });
});
