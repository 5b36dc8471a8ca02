/** LeadLag-v1, a market whose truth is known: what is learned is learned from the graph, and leaders give nothing away. */
import type { Figure, Measurement } from '@streamforge/figures/figure';
import { datasetOf } from '@streamforge/gnn/dataset';
import { assess } from '@streamforge/gnn/evaluation/assess';
import { evaluate } from '@streamforge/gnn/evaluation/evaluate';
import type { Forecast } from '@streamforge/gnn/forecast';
import { defaultOptions } from '@streamforge/gnn/options';
import { train } from '@streamforge/gnn/train';
import { applySnapshot } from '@streamforge/market/snapshot/apply';
import { fitSnapshot } from '@streamforge/market/snapshot/fit';
import { alignBars } from '@streamforge/market/snapshot/panel';
import { leadLagSeries, leadLagV1 } from '@streamforge/simulator/lead-lag';
import { suiteFigure } from '../../src/suite.ts';

const HOUR = 3_600_000;
const START = Date.UTC(2024, 5, 1);
const [VALIDATION, TEST, PURGE] = [2_010, 2_410, 10];

interface LeadLagFigures {
  readonly followers: number;
  readonly leaders: number;
  readonly ownHistory: readonly { readonly name: string; readonly accuracy: number }[];
  readonly precision: number;
}

const learn = async (): Promise<LeadLagFigures> => {
  const market = leadLagV1();
  const panel = alignBars(leadLagSeries(market, START, HOUR), { interval: '1h', calendar: '24/7' });
  const fitted = fitSnapshot(panel, { history: 5, edgesPerAsset: 3, split: { validationFrom: START + VALIDATION * HOUR, testFrom: START + TEST * HOUR }, purge: PURGE });
  const dataset = datasetOf(applySnapshot(panel, fitted));
  const options = { ...defaultOptions, epochs: 10 };
  const { model, baselines } = await assess(await train(dataset, options), dataset, options);
  const accuracy = (forecast: Forecast, of: (node: number) => boolean): number => evaluate(dataset, forecast, dataset.split.test, of).accuracy ?? Number.NaN;
  const follows = (node: number): boolean => node >= market.leaders;
  const edges = (fitted.relations.find(({ name }) => name === 'lead-lag')?.edges ?? []).filter(({ to }) => follows(to));
  return {
    followers: accuracy(model.forecast, follows),
    leaders: accuracy(model.forecast, (node) => !follows(node)),
    ownHistory: baselines.map(({ forecast }) => ({ name: forecast.name, accuracy: accuracy(forecast, follows) })),
    precision: edges.filter(({ from, to }) => market.leadersOf[to]?.includes(from) === true).length / (3 * (market.assets - market.leaders)),
  };
};

let learning: Promise<LeadLagFigures> | undefined;
const learned = (): Promise<LeadLagFigures> => learning ??= learn();

const percent = (share: number): string => `${(100 * share).toFixed(2)} %`;
const chance = (share: number): boolean => Math.abs(share - 0.5) <= 0.015;

const row = (name: string, bar: string, measure: (figures: LeadLagFigures) => Measurement): Figure => ({ name, bar, measure: async () => measure(await learned()) });

export const figures: readonly Figure[] = [
  row('LeadLag-v1: GCN on followers', 'at least 58.0 %', ({ followers }) => ({ measured: percent(followers), ok: followers >= 0.58 })),
  row('LeadLag-v1: GCN on leaders', '50 ± 1.5 %', ({ leaders }) => ({ measured: percent(leaders), ok: chance(leaders) })),
  row('LeadLag-v1: own-history baselines on followers', '50 ± 1.5 % each', ({ ownHistory }) => ({
    measured: ownHistory.map(({ name, accuracy }) => `${name} ${percent(accuracy)}`).join(', '), ok: ownHistory.every(({ accuracy }) => chance(accuracy)),
  })),
  row('LeadLag-v1: true edges among the strongest three found', 'at least 0.99', ({ precision }) => ({ measured: precision.toFixed(3), ok: precision >= 0.99 })),
  suiteFigure({ name: 'every case of data/metrics, within 1e-8 and digit by digit', files: ['libs/portfolio/test/reference.test.ts'] }),
];
