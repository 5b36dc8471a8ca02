/** LeadLag-v1 as the gates ask for it: the true graph, graphs that are wrong, and models of every kind of layer on both. */
import { mulberry32 } from '@streamforge/determinism/random';
import { datasetOf, type Dataset, type Observations } from '@streamforge/gnn/dataset';
import { evaluate, type Scores } from '@streamforge/gnn/evaluation/evaluate';
import type { Forecast } from '@streamforge/gnn/forecast';
import { defaultOptions, type LayerType, type TrainOptions } from '@streamforge/gnn/options';
import { predict } from '@streamforge/gnn/predict';
import { train } from '@streamforge/gnn/train';
import { applySnapshot } from '@streamforge/market/snapshot/apply';
import { fitSnapshot } from '@streamforge/market/snapshot/fit';
import { alignBars } from '@streamforge/market/snapshot/panel';
import { leadLagSeries, leadLagV1 } from '@streamforge/simulator/lead-lag';

const HOUR = 3_600_000;
const START = Date.UTC(2024, 5, 1);
const [VALIDATION, TEST, PURGE, HISTORY, LEADERS_EACH] = [2_010, 2_410, 10, 5, 3];

export const market = leadLagV1();
export const follows = (node: number): boolean => node >= market.leaders;
export const leads = (node: number): boolean => node < market.leaders;

const panel = alignBars(leadLagSeries(market, START, HOUR), { interval: '1h', calendar: '24/7' });
const split = { validationFrom: START + VALIDATION * HOUR, testFrom: START + TEST * HOUR };
const fitted = fitSnapshot(panel, { history: HISTORY, edgesPerAsset: LEADERS_EACH, split, purge: PURGE });
const observed = applySnapshot(panel, fitted);

/** Correlation that LeadLag-v1 gives a follower with each of its leaders, a bar before: .3 / √3. */
const DRAWN = 0.3 / Math.sqrt(LEADERS_EACH);
const found = new Map(fitted.relations.flatMap(({ name, edges }) => name === 'lead-lag' ? edges : []).map(({ from, to, weight }) => [`${from} ${to}`, weight]));

/** The market with a graph in which these lead each asset; an edge weighs what the training window shows of it, or what was drawn. */
const marketLedBy = (leadersOf: (asset: number) => readonly number[]): Dataset => {
  const edges = Array.from({ length: market.assets }, (_, to) =>
    leadersOf(to).map((from) => ({ from, to, weight: found.get(`${from} ${to}`) ?? DRAWN }))).flat();
  const relations: Observations['relations'] = [{ name: 'lead-lag', edges }];
  return datasetOf({ ...observed, relations });
};

export const trueGraph = marketLedBy((asset) => market.leadersOf[asset] ?? []);

/** Every follower gets as many leaders as it has, none of them its own. */
const wrongGraph = (seed: number): Dataset => {
  const random = mulberry32(seed);
  return marketLedBy((asset) => {
    const own = market.leadersOf[asset] ?? [];
    const strangers = Array.from({ length: market.leaders }, (_, leader) => leader).filter((leader) => !own.includes(leader));
    return own.map(() => strangers.splice(Math.floor(random() * strangers.length), 1)[0] ?? 0);
  });
};

export const seeds = [1, 2, 3, 4, 5] as const;

/**
 * The same for every layer: small batches, layer norm and patience, without which attention takes long to listen to others more than to
 * itself, or is stopped before it does.
 */
export const recipe = (layer: LayerType, seed: number): TrainOptions =>
  ({ ...defaultOptions, layer, seed, batch: 64, patience: 20, learningRate: 0.02, dropout: 0, layerNorm: true });

export const scoresOf = (dataset: Dataset, forecast: Forecast, of: (node: number) => boolean): Scores => evaluate(dataset, forecast, dataset.split.test, of);

export const accuracyOf = (dataset: Dataset, forecast: Forecast, of: (node: number) => boolean): number => scoresOf(dataset, forecast, of).accuracy ?? Number.NaN;

export interface LayerFigures {
  /** By seed. */
  readonly accuracy: readonly number[];
  readonly ic: readonly number[];
  readonly leaders: readonly number[];
  readonly misled: readonly number[];
}

const learn = async (layer: LayerType): Promise<LayerFigures> => {
  const figures = { accuracy: [] as number[], ic: [] as number[], leaders: [] as number[], misled: [] as number[] };
  for (const seed of seeds) {
    const forecast = predict(await train(trueGraph, recipe(layer, seed)), trueGraph);
    const { accuracy, ic } = scoresOf(trueGraph, forecast, follows);
    figures.accuracy.push(accuracy ?? Number.NaN);
    figures.ic.push(ic ?? Number.NaN);
    figures.leaders.push(accuracyOf(trueGraph, forecast, leads));
    const wrong = wrongGraph(seed);
    figures.misled.push(accuracyOf(wrong, predict(await train(wrong, recipe(layer, seed)), wrong), follows));
  }
  return figures;
};

const learning = new Map<LayerType, Promise<LayerFigures>>();

/** Trains each layer once, however many figures ask. */
export const figuresOf = async (layer: LayerType): Promise<LayerFigures> => {
  const figures = learning.get(layer) ?? learn(layer);
  learning.set(layer, figures);
  return await figures;
};
