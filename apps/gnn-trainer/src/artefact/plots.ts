import { assetGraph } from '@streamforge/plots/asset-graph';
import { calibration } from '@streamforge/plots/calibration';
import { equity } from '@streamforge/plots/equity';
import { icOverTime } from '@streamforge/plots/ic-over-time';
import { learningCurves } from '@streamforge/plots/learning-curves';
import type { Trained } from '../study/trained.ts';

/** Relations whose edges say who moves first; the others hold both ways. */
const directed: readonly string[] = ['lead-lag'];

/** The plots of a version by the name of their files, each drawn when it is asked for. */
export const plotsOf = (model: string, { report, model: chosen, curves, fitted }: Trained): ReadonlyMap<string, () => string> => {
  const { model: judged, baselines, shuffled, series, costBps, topK, bootstrap } = report;
  const { pooled, backtest } = judged;
  const others = [...baselines, ...shuffled === null ? [] : [shuffled]];
  return new Map<string, () => string>([
    ['plots/learning-curves.svg', () => learningCurves({ model, epochs: chosen.epochs, bestEpoch: chosen.bestEpoch, others: curves.filter(({ seed }) => seed !== chosen.seed) })],
    ['plots/calibration.svg', () => calibration({ model, bins: pooled.reliability, calibrationError: pooled.calibrationError })],
    ['plots/ic-over-time.svg', () => icOverTime({ model, times: series.times, ic: judged.icByTime, mean: pooled.ic, every: series.every, confidence: bootstrap.confidence })],
    ['plots/equity.svg', () => equity({
      model: { name: model, net: backtest.equityNet, gross: backtest.equityGross, turnover: backtest.turnover },
      others: others.map((each) => ({ name: each.role === 'ablation' ? 'shuffled graph' : each.name, net: each.backtest.equityNet })),
      times: series.times, costBps, topK,
    })],
    ['plots/graph.svg', () => assetGraph({
      model, nodes: fitted.assets.map(({ symbol }) => symbol), relations: fitted.relations.map(({ name, edges }) => ({ name, edges, directed: directed.includes(name) })),
    })],
  ]);
};
