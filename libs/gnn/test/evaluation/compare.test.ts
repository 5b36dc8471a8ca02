import { mulberry32 } from '@streamforge/determinism/random';
import { describe, expect, it } from 'vitest';
import type { Dataset } from '../../src/dataset.ts';
import { majority, persistence, reversal } from '../../src/evaluation/baselines/rules.ts';
import { compare } from '../../src/evaluation/compare.ts';
import { scoresOf } from '../../src/evaluation/evaluate.ts';
import type { Forecast } from '../../src/forecast.ts';
import { toyMarket } from '../toy-market.ts';

const [times, nodes] = [300, 5];

/** Outcomes by chance. */
const coins = (seed: number): Dataset => {
  const random = mulberry32(seed);
  return {
    nodes: ['A', 'B', 'C', 'D', 'E'], times: Float64Array.from({ length: times }, (_, at) => at),
    channels: ['return'], history: 1, features: new Float32Array(times * nodes),
    present: new Uint8Array(times * nodes).fill(1), returns: Float32Array.from({ length: times * nodes }, () => random() - 0.5),
    mean: new Float64Array(nodes), deviation: new Float64Array(nodes).fill(1), relations: [],
    split: { train: { from: 0, to: 0 }, validation: { from: 0, to: 0 }, test: { from: 0, to: times }, purge: 0 },
  };
};

/** Right in this share of all cases. */
const guesser = (name: string, { returns }: Dataset, share: number, seed: number): Forecast => {
  const random = mulberry32(seed);
  const probabilityUp = returns.map((value) => (value > 0) === (random() < share) ? 0.9 : 0.1);
  return { name, probabilityUp, expected: probabilityUp };
};

describe('a comparison', () => {
  const dataset = coins(1);
  const guesses = [guesser('poor', dataset, 0.45, 2), guesser('fair', dataset, 0.5, 3)];

  it('finds a model better that is, by its whole interval, and says than what', () => {
    const found = compare(dataset, guesser('good', dataset, 0.62, 4), guesses, { seed: 1 });
    const verdict = expect.stringMatching(/^better than fair: 5\d\.\d\d % against/);
    expect(found).toMatchObject({ better: true, baseline: { name: 'fair' }, verdict });
    expect(found.interval.low).toBeGreaterThan(0);
    expect(found.interval.low).toBeLessThan(found.difference);
    expect(found.interval.high).toBeGreaterThan(found.difference);
  });

  it('says plainly when a model is no better, were it ahead by chance', () => {
    const ahead = guesser('lucky', dataset, 0.52, 7);
    const verdict = expect.stringMatching(/^no better than fair: /);
    expect(compare(dataset, ahead, guesses, { seed: 1 })).toMatchObject({ better: false, verdict });
    const itself = compare(dataset, guesses[1] as Forecast, guesses, { seed: 1 });
    expect(itself).toMatchObject({ better: false, difference: 0, interval: { low: 0, high: 0 } });
  });

  it('calls hardly any of fifty models that only guess better', () => {
    const called = Array.from({ length: 50 }, (_, index) => {
      const market = coins(100 + index);
      const [model, baseline] = [guesser('m', market, 0.5, 200 + index), guesser('b', market, 0.5, 300 + index)];
      return compare(market, model, [baseline], { seed: index, resamples: 400 }).better;
    });
    // 2.5 % are expected.
    expect(called.filter(Boolean).length).toBeLessThan(5);
  });

  it('gives the same interval for the same seed', () => {
    const model = guesser('m', dataset, 0.55, 8);
    expect(compare(dataset, model, guesses, { seed: 3 })).toEqual(compare(dataset, model, guesses, { seed: 3 }));
    expect(compare(dataset, model, guesses, { seed: 4 }).interval).not.toEqual(compare(dataset, model, guesses, { seed: 3 }).interval);
  });

  it('widens when whole stretches of time are right or wrong together', () => {
    const model: Forecast = { ...guesses[1] as Forecast, name: 'moody', probabilityUp: dataset.returns.map((value, at) =>
      (value > 0) === (Math.floor(at / nodes / 20) % 2 === 0) ? 0.9 : 0.1) };
    const width = (block: number): number => {
      const { interval } = compare(dataset, model, guesses, { seed: 1, block });
      return interval.high - interval.low;
    };
    expect(width(20)).toBeGreaterThan(1.5 * width(1));
  });

  it('needs samples and a baseline', () => {
    expect(() => compare(dataset, guesses[0] as Forecast, [], { seed: 1 })).toThrow(RangeError);
    const nothing = { ...dataset, present: new Uint8Array(dataset.present.length) };
    expect(() => compare(nothing, guesses[0] as Forecast, guesses, { seed: 1 })).toThrow(RangeError);
  });
});

describe('simple baselines', () => {
  const market = toyMarket();

  it('say always the same, the same as last, or the opposite', () => {
    const last = (at: number): boolean => (market.features[at] as number) > 0;
    const [same, opposite] = [persistence(market), reversal(market)];
    expect(new Set(majority(market).probabilityUp).size).toBe(1);
    for (const at of market.present.keys()) {
      expect((same.probabilityUp[at] as number) > 0.5).toBe(last(at));
      expect((opposite.probabilityUp[at] as number) > 0.5).toBe(!last(at));
    }
  });

  it('never look beyond training: other outcomes afterwards change nothing', () => {
    const { to } = market.split.train;
    const other = { ...market, returns: market.returns.map((value, at) => at < to * 4 ? value : -value) };
    for (const baseline of [majority, persistence, reversal]) expect(baseline(other)).toEqual(baseline(market));
  });

  it('get what always-up deserves', () => {
    const rising = { ...market, returns: market.returns.map((value) => Math.abs(value)) };
    expect(scoresOf(rising, majority(rising)).test).toMatchObject({ accuracy: 1, brier: 0 });
  });
});
