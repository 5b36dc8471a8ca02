import { applySnapshot } from '@streamforge/market/snapshot/apply';
import { fitSnapshot } from '@streamforge/market/snapshot/fit';
import { leadLagV1 } from '@streamforge/simulator/lead-lag';
import { describe, expect, it } from 'vitest';
import { datasetOf, type Dataset } from '../src/dataset.ts';
import { assess, type Assessed } from '../src/evaluation/assess.ts';
import { evaluate } from '../src/evaluation/evaluate.ts';
import { defaultOptions } from '../src/options.ts';
import { predict } from '../src/predict.ts';
import { train } from '../src/train.ts';
import { leadLagPanel, leadLagSplit } from './market-panels.ts';

const market = leadLagV1();
const fitted = fitSnapshot(leadLagPanel(market), { history: 5, edgesPerAsset: 3, ...leadLagSplit });
const dataset = datasetOf(applySnapshot(leadLagPanel(market), fitted));
const options = { ...defaultOptions, epochs: 5 };
const follows = (node: number): boolean => node >= market.leaders;
const leads = (node: number): boolean => node < market.leaders;

const share = ({ forecast }: Pick<Assessed, 'forecast'>, of: (node: number) => boolean, data: Dataset = dataset): number =>
  evaluate(data, forecast, data.split.test, of).accuracy ?? Number.NaN;

describe('LeadLag-v1', () => {
  it('is split as its definition says: 28,272 follower samples to test on', () => {
    const nothing = new Float32Array(dataset.returns.length);
    const forecast = { name: 'none', probabilityUp: nothing, expected: nothing };
    expect(evaluate(dataset, forecast, dataset.split.test, follows).samples).toBe(28_272);
    const first = dataset.times.indexOf(leadLagPanel(market).times[1] as number);
    expect(dataset.split).toEqual({
      train: { from: first + 4, to: first + 2_000 }, validation: { from: first + 2_010, to: first + 2_400 },
      test: { from: first + 2_410, to: first + 2_999 }, purge: 10,
    });
  });

  it('gives its leaders away: the three strongest edges of a follower are the true ones, and leaders have none', () => {
    const leadLag = fitted.relations.find(({ name }) => name === 'lead-lag')?.edges ?? [];
    const ofFollowers = leadLag.filter(({ to }) => follows(to));
    const right = ofFollowers.filter(({ from, to }) => market.leadersOf[to]?.includes(from) === true);
    const due = 3 * (market.assets - market.leaders);
    expect(right.length / due).toBeGreaterThanOrEqual(0.99);
    expect(leadLag.length - right.length).toBeLessThanOrEqual(1);
  });

  it('is learned from its graph, and only from it: followers yes, leaders no, own history never', { timeout: 120_000 }, async () => {
    const { model, baselines, comparison } = await assess(await train(dataset, options), dataset, options);
    expect(share(model, follows)).toBeGreaterThanOrEqual(0.587);
    expect(evaluate(dataset, model.forecast, dataset.split.test, follows).ic).toBeGreaterThanOrEqual(0.285);
    expect(Math.abs(share(model, leads) - 0.5)).toBeLessThanOrEqual(0.015);
    expect(baselines.map(({ forecast }) => forecast.name)).toEqual(['majority', 'persistence', 'reversal', 'logistic', 'ridge', 'trees', 'mlp']);
    for (const baseline of baselines) expect(Math.abs(share(baseline, follows) - 0.5), baseline.forecast.name).toBeLessThanOrEqual(0.015);
    expect(comparison.better).toBe(true);
    expect(comparison.interval.low).toBeGreaterThan(0.05);
  });

  it('gives nothing away to a graph that is wrong', { timeout: 120_000 }, async () => {
    const strangers = (to: number): readonly number[] => Array.from({ length: market.leaders }, (_, leader) => leader)
      .filter((leader) => market.leadersOf[to]?.includes(leader) !== true);
    const edges = market.leadersOf.flatMap((leaders, to) => leaders.map((_, index) => {
      const among = strangers(to);
      return { from: among[(to + 4 * index) % among.length] ?? 0, to, weight: 0.17 };
    }));
    const relations = fitted.relations.map(({ name }) => ({ name, edges: name === 'lead-lag' ? edges : [] }));
    const misled = datasetOf({ ...applySnapshot(leadLagPanel(market), fitted), relations });
    const forecast = predict(await train(misled, { ...options, epochs: 3 }), misled);
    expect(Math.abs(share({ forecast }, follows, misled) - 0.5)).toBeLessThanOrEqual(0.01);
  });
});
