import { mulberry32 } from '@streamforge/determinism/random';
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/dataset.ts';
import { baselineForecast } from '../../src/evaluation/baselines/baseline.ts';
import { ridge } from '../../src/evaluation/baselines/ridge.ts';
import { trees } from '../../src/evaluation/baselines/trees/trees.ts';
import { evaluate } from '../../src/evaluation/evaluate.ts';
import { baselineNames } from '../../src/evaluation/study-task.ts';
import type { Forecast } from '../../src/forecast.ts';
import { defaultOptions } from '../../src/options.ts';
import { coins } from '../coins.ts';

const base = coins(1_200, 4, { seed: 5, channels: ['return', 'volume'], history: 2 });

/** The newest return, the newest volume and the return before of a sample. */
const seen = ({ features }: Dataset, at: number): readonly [number, number, number] =>
  [features[at * 2] as number, features[at * 2 + 1] as number, features[(at - 4) * 2] as number];

/** The same market, whose next return is this of what was seen, and some noise. */
const ruled = (rule: (newest: number, volume: number, before: number) => number, noise = 0.2): Dataset => {
  const random = mulberry32(9);
  const returns = base.returns.map((_, at) => at < 4 ? 0 : 0.01 * (rule(...seen(base, at)) + noise * (2 * random() - 1)));
  return { ...base, returns };
};

const accuracy = (dataset: Dataset, forecast: Forecast): number => evaluate(dataset, forecast, dataset.split.test).accuracy ?? Number.NaN;

describe('ridge', () => {
  it('finds a linear rule over channels and steps', () => {
    const dataset = ruled((newest, volume, before) => 0.8 * newest - 0.5 * volume + 0.3 * before + 0.1);
    const forecast = ridge(dataset);
    for (const at of [400, 1_777, 4_799]) {
      const [newest, volume, before] = seen(dataset, at);
      expect(forecast.expected[at]).toBeCloseTo(0.01 * (0.8 * newest - 0.5 * volume + 0.3 * before + 0.1), 3);
    }
    expect(accuracy(dataset, forecast)).toBeGreaterThan(0.9);
  });

  it('is the least squares of the textbook where there is one input', () => {
    const one = coins(400, 1, { seed: 8 });
    const { from, to } = one.split.train;
    const x = [...one.features.subarray(from, to)];
    const y = [...one.returns.subarray(from, to)];
    const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
    const slope = mean(x.map((value, at) => (value - mean(x)) * ((y[at] as number) - mean(y)))) / mean(x.map((value) => (value - mean(x)) ** 2));
    const { expected } = ridge({ ...one, split: { ...one.split, validation: one.split.train } });
    expect(((expected[300] as number) - (expected[301] as number)) / ((one.features[300] as number) - (one.features[301] as number))).toBeCloseTo(slope, 5);
  });

  it('takes back most of what thirty inputs find in forty samples of chance', () => {
    const few = coins(140, 1, { seed: 6, history: 30 });
    const { from, to } = few.split.test;
    const said = ridge(few).expected.subarray(from, to);
    const size = Math.sqrt(said.reduce((sum, value) => sum + value ** 2, 0) / said.length);
    // Least squares would say about as much as the outcomes vary, .0058.
    expect(size).toBeLessThan(0.003);
  });

  it('gives probabilities that its errors bear out', () => {
    const dataset = ruled((newest) => 0.5 * newest, 0.5);
    const { brier } = evaluate(dataset, ridge(dataset), dataset.split.test);
    expect(brier).toBeLessThan(0.19);
  });
});

describe('boosted trees', () => {
  it('find what no line can: one sign times another', async () => {
    const dataset = ruled((newest, volume) => Math.sign(newest * volume), 0.1);
    expect(accuracy(dataset, await trees(dataset))).toBeGreaterThan(0.95);
    expect(accuracy(dataset, ridge(dataset))).toBeLessThan(0.56);
    expect(evaluate(dataset, await trees(dataset), dataset.split.test).ic).toBeGreaterThan(0.9);
  });

  it('find steps of the past, and say how likely', async () => {
    const dataset = ruled((_newest, _volume, before) => (before > 0.3 ? 1 : -0.2));
    const { probabilityUp } = await trees(dataset);
    const [up, down] = [4_000, 4_001, 4_002, 4_003, 4_004, 4_005, 4_006].reduce<readonly [number[], number[]]>((sides, at) => {
      sides[seen(dataset, at)[2] > 0.3 ? 0 : 1].push(probabilityUp[at] as number);
      return sides;
    }, [[], []]);
    expect(Math.min(...up)).toBeGreaterThan(0.9);
    expect(Math.max(...down)).toBeLessThan(0.35);
  });

  it('say little where there is nothing to find', async () => {
    const { probabilityUp } = await trees(base);
    expect(Math.max(...probabilityUp) - Math.min(...probabilityUp)).toBeLessThan(0.25);
    expect(Math.abs(accuracy(base, await trees(base)) - 0.5)).toBeLessThan(0.04);
  });

  it('end at the signal', async () => {
    await expect(trees(base, { signal: AbortSignal.abort(new Error('cancelled')) })).rejects.toThrow('cancelled');
  });
});

describe.each(baselineNames)('%s', (name) => {
  const options = { ...defaultOptions, epochs: 3, hidden: 4 };
  const forecast = async (dataset: Dataset): Promise<Forecast> => await baselineForecast(name, dataset, options);

  it('never looks at what comes after validation, and gives the same twice', async () => {
    const { to } = base.split.validation;
    const other = { ...base, returns: base.returns.map((value, at) => at < to * 4 ? value : -value) };
    const found = await forecast(base);
    expect(found.name).toBe(name);
    expect(await forecast(base)).toEqual(found);
    expect(await forecast(other)).toEqual(found);
  });

  it('is fitted on nothing of the test window, neither outcomes nor features', async () => {
    const { to } = base.split.validation;
    const features = base.features.map((value, at) => at < to * 8 ? value : 3 * value + 1);
    const [found, other] = [await forecast(base), await forecast({ ...base, features })];
    expect(other.probabilityUp.subarray(0, to * 4)).toEqual(found.probabilityUp.subarray(0, to * 4));
    expect(other.expected.subarray(0, to * 4)).toEqual(found.expected.subarray(0, to * 4));
  });

  it('sees nothing of its neighbours', async () => {
    const { test } = base.split;
    const found = await forecast(base);
    const features = base.features.map((value, at) => Math.floor(at / 2) >= test.from * 4 && Math.floor(at / 2) % 4 !== 1 ? -value : value);
    const changed = await forecast({ ...base, features });
    const ofNode = ({ probabilityUp, expected }: Forecast): readonly number[] => [...probabilityUp, ...expected].filter((_, at) => at % 4 === 1);
    expect(ofNode(changed)).toEqual(ofNode(found));
  });

  it('has an answer to prices that never move and to outcomes that are all the same', async () => {
    const still = { ...base, features: new Float32Array(base.features.length), returns: new Float32Array(base.returns.length), deviation: new Float64Array(4) };
    const rising = { ...base, returns: new Float32Array(base.returns.length).fill(0.01) };
    for (const dataset of [still, rising]) {
      const { probabilityUp, expected } = await forecast(dataset);
      expect(probabilityUp.every((value) => value >= 0 && value <= 1)).toBe(true);
      expect(expected.every(Number.isFinite)).toBe(true);
    }
  });
});
